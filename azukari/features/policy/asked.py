"""Questions of the policy wizard, in parts; and what is made of the answers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from azukari.features.policy import guide
from azukari.lib.yen import yen
from azukari.policy import word
from azukari.policy.begin_answers import OPTIONAL, Beginning, Provider
from azukari.policy.terms import Category, FormKind
from azukari.policy.terms import Text as InLanguages
from azukari.shells.staff.fields import Answers, Day, Email, Fields, One, Questions, Some, Text
from azukari.shells.staff.language_names import named

_LANGUAGES = ("ja", "en")
_CLASSES = ("regular", "supporting", "student")
_USUAL = (FormKind.MEMBERSHIP, FormKind.VOLUNTEERS, FormKind.MAGAZINE)
_BOTH = ("name", "about", "representative", "address", "registration", "magazine", "petition", "addressee",
         "questionnaire")  # fmt: skip
"""What is answered in both languages."""


@dataclass(frozen=True, slots=True)
class QuestionGroup:
    """Questions under one heading; what belongs together stands in one row.

    Args:
        slug: the kind of form for which alone they are asked, ``mail`` or blank.
    """

    slug: str
    title: str
    rows: list[list[BoundField]]


class Yen(forms.IntegerField):
    """A yearly fee as people write it, which may be left out."""

    def __init__(self, label: str, **rest: Any) -> None:
        widget = forms.TextInput({"autocomplete": "off", "inputmode": "numeric"})
        said = {"invalid": _("Write the fee in whole yen.")}
        super().__init__(label=label, required=False, widget=widget, error_messages=said, **rest)

    def to_python(self, value: Any) -> int | None:
        """The amount; None where nothing was typed.

        Raises:
            ValidationError: it is no amount.
        """
        if value in self.empty_values:
            return None
        if (amount := yen(str(value))) is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return amount


def asked(wanted: frozenset[str], *, provider: bool) -> Fields:
    """The questions; those about a form that is not wanted may stay empty.

    Args:
        wanted: kinds of form.
        provider: whether somebody else delivers the mail.
    """
    volunteers, magazine, campaign, survey = (
        kind in wanted for kind in (FormKind.VOLUNTEERS, FormKind.MAGAZINE, FormKind.CAMPAIGN, FormKind.QUESTIONNAIRE)
    )
    return {
        **_organisation(),
        **_forms(),
        "fee_regular": Yen(_("Yearly fee of a regular member, in yen"), initial=3000),
        "fee_supporting": Yen(_("Of a supporting member")),
        "fee_student": Yen(_("Of a student")),
        **_pair("activities", _("Activities to choose from"), rows=4, max_length=2000, required=volunteers,
                help_text=_("One a line, as many lines in each language.")),
        **_pair("magazine", _("Name of the magazine"), required=magazine),
        **_pair("petition", _("What the campaign asks for"), required=campaign),
        **_pair("addressee", _("Whom it asks"), required=campaign),
        "petition_until": Day(_("Last day of the campaign"), required=campaign),
        **_pair("questionnaire", _("Title of the questionnaire"), required=survey),
        "questionnaire_until": Day(_("Last day of the questionnaire"), required=False),
        **_mail(required=provider),
    }  # fmt: skip


def _organisation() -> Fields:
    days = [(day, _called(day)) for day in word.WEEKDAY.described["enum"]]
    return {
        **_pair("name", _("Name of your organisation")),
        **_pair("about", _("What it is, in a phrase"), help_text=_("It ends the sentence that begins with the name.")),
        **_pair("representative", _("Who represents it"), help_text=_("With their office.")),
        **_pair("address", _("Postal address")),
        **_pair("registration", _("Legal form and number")),
        "website": Text(_("Website"), help_text="https://…"),
        "email": Email(_("Email address")),
        "phone": Text(_("Telephone number"), max_length=30),
        "days": Some(_("Days on which you answer"), days, initial=["mon", "tue", "wed", "thu", "fri"]),
        "opens": Text(_("From"), initial="09:00", max_length=5),
        "closes": Text(_("Until"), initial="17:30", max_length=5),
    }


def _forms() -> Fields:
    kinds = [(kind, _called(kind)) for kind in FormKind if kind is not FormKind.FEEDBACK]
    young = [("yes", _("May volunteer and sign with a parent’s or guardian’s agreement"))]
    return {
        "forms": Some(_("Forms that you want"), kinds, required=False, initial=list(_USUAL),
                      help_text=_("A contact form is always there: questions and requests arrive by it.")),
        "asks": Some(_("Fields apart from name and email"), [(each, _called(each)) for each in OPTIONAL],
                     required=False, help_text=_("Leave out what you would not use.")),
        "kept": Text(_("How long data is kept after somebody leaves"), check=_period, initial=_("1 year"),
                     help_text=_("In words: 1 year, 6 months, 14 days.")),
        "answered": Text(_("How long a message is kept after it was answered"), check=_period, initial=_("6 months")),
        "guardians": Some(_("People below 16"), young, required=False),
    }  # fmt: skip


def _mail(*, required: bool) -> Fields:
    who = (("own", _("A server of our own, or this machine")), ("provider", _("A company, under a contract with us")))
    return {
        "mail": One(_("Who delivers your mail"), who, usual="own"),
        **_pair("provider", _("Name of the company"), required=required),
        **_pair("provider_address", _("Its address"), required=required),
        "reference": Text(_("Number of the contract"), required=required),
        "signed": Day(_("Signed on"), required=required),
        "begins": Day(_("Holds from"), required=required),
    }


def parts(form: Questions) -> Iterator[QuestionGroup]:
    """The questions under their headings."""
    both = {name: [f"{name}_{lang}" for lang in _LANGUAGES] for name in (*_BOTH, *_PROVIDER, "activities")}
    for slug, title, rows in (
        ("", _("Your organisation"), [*(both[name] for name in _BOTH[:5]), ["website", "email"]]),
        ("", _("Who answers, and when"), [["phone"], ["days"], ["opens", "closes"]]),
        ("", _("Your forms"), [["forms"], ["asks"], ["kept", "answered"], ["guardians"]]),
        (FormKind.MEMBERSHIP, _called(FormKind.MEMBERSHIP), [[f"fee_{each}" for each in _CLASSES]]),
        (FormKind.VOLUNTEERS, _called(FormKind.VOLUNTEERS), [both["activities"]]),
        (FormKind.MAGAZINE, _called(FormKind.MAGAZINE), [both["magazine"]]),
        (FormKind.CAMPAIGN, _called(FormKind.CAMPAIGN), [both["petition"], both["addressee"], ["petition_until"]]),
        (FormKind.QUESTIONNAIRE, _called(FormKind.QUESTIONNAIRE), [both["questionnaire"], ["questionnaire_until"]]),
        ("", _("Mail"), [["mail"]]),
        ("mail", _("The company that delivers it"), [*(both[name] for name in _PROVIDER), ["reference"],
                                                     ["signed", "begins"]]),
    ):  # fmt: skip
        yield QuestionGroup(slug, title, [[form[name] for name in row] for row in rows])


_PROVIDER = ("provider", "provider_address")


def told(answers: Answers) -> Beginning:
    """The answers, as the rule takes them.

    Raises:
        ValidationError: the activities are not as many in each language.
    """
    as_typed = ("website", "email", "phone", "opens", "closes", "petition_until", "questionnaire_until")
    said: dict[str, Any] = {name: answers[name] for name in as_typed}
    return Beginning(
        **said | {name: _texts(answers, name) for name in _BOTH},
        weekdays=tuple(answers["days"]),
        forms=frozenset(FormKind(kind) for kind in answers["forms"]),
        asks=frozenset(Category(category) for category in answers["asks"]),
        fees={each: answers[f"fee_{each}"] for each in _CLASSES if answers[f"fee_{each}"]},
        kept=word.read_period(answers["kept"]),
        answered=word.read_period(answers["answered"]),
        activities=tuple(_lines(answers)),
        guardians=bool(answers["guardians"]),
        provider=Provider(
            name=_texts(answers, "provider"),
            address=_texts(answers, "provider_address"),
            **{name: answers[name] for name in ("reference", "signed", "begins")},
        )
        if answers["mail"] == "provider"
        else None,
    )


def _texts(answers: Answers, name: str) -> InLanguages:
    return {lang: answers[f"{name}_{lang}"] for lang in _LANGUAGES}


def _lines(answers: Answers) -> Iterator[Mapping[str, str]]:
    """One activity a line, in both languages."""
    typed = [
        [line.strip() for line in text.split("\n") if line.strip()] for text in _texts(answers, "activities").values()
    ]
    if len({len(lines) for lines in typed}) > 1:
        raise ValidationError({"activities_en": _("Write as many lines in each language, in the same order.")})
    for pair in zip(*typed, strict=True):
        yield dict(zip(_LANGUAGES, pair, strict=True))


def _period(text: str) -> str:
    try:
        word.read_period(text)
    except ValueError:
        return _("Write a period in words, such as 1 year, 6 months or 14 days.")
    return ""


def _called(value: str) -> str:
    """The word of the editor for a member of a closed list."""
    return guide.option(value)[get_language() or "ja"]


def _pair(name: str, label: str, **rest: Any) -> Fields:
    ja, en = (_("%(label)s (%(lang)s)") % {"label": label, "lang": named(lang)} for lang in _LANGUAGES)
    return {f"{name}_ja": Text(ja, **rest), f"{name}_en": Text(en, **rest)}
