"""The fields by which a question, a page and the whole questionnaire are edited; both languages beside each other."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from azukari.features.questionnaires.desk.conditions import Condition
from azukari.features.questionnaires.document import default_longest
from azukari.features.questionnaires.editing import free_name
from azukari.features.questionnaires.shape import (
    CHOOSING,
    OTHER,
    RATING,
    WRITING,
    Option,
    Question,
    QuestionPage,
    QuestionType,
)
from azukari.policy.terms import Policy
from azukari.shells.staff.fields import Answers, Fields, One, Words, by_language, in_each_language
from azukari.shells.staff.language_names import named
from azukari.shells.staff.yes_no_field import YesNo

TYPES = {
    QuestionType.SINGLE: _("One choice"),
    QuestionType.MULTIPLE: _("Several choices"),
    QuestionType.SCALE: _("Scale"),
    QuestionType.NPS: _("Would recommend it, 0 to 10"),
    QuestionType.MATRIX: _("Matrix: one choice for each line"),
    QuestionType.RANKING: _("Ranking"),
    QuestionType.NUMBER: _("A number"),
    QuestionType.DATE: _("Date"),
    QuestionType.SHORT_TEXT: _("Short text"),
    QuestionType.LONG_TEXT: _("Long text"),
    QuestionType.TEXT: _("Words between questions"),
}
"""What each type is called."""

SPARE = 4
"""Blank lines for more options."""

type Kinds = Sequence[tuple[str, object]]
_KINDS: Kinds = (
    ("", _("like any other")),
    ("exclusive", _("excludes the others")),
    ("other", _("with a text field")),
    ("fixed", _("stays in place")),
)
_KINDS_OF_ONE = tuple((code, words) for code, words in _KINDS if code != "exclusive")
"""Of a question that takes one answer: nothing is chosen beside another anyway."""


def number_field(label: Words, held: int | None, *, least: int | None = None) -> forms.IntegerField:
    """A whole number, or None."""
    widget = forms.TextInput({"autocomplete": "off", "inputmode": "numeric"})
    said = dict.fromkeys(("invalid", "min_value"), _("Write a whole number, or nothing."))
    return forms.IntegerField(
        label=label, initial=held, required=False, min_value=least, widget=widget, error_messages=said
    )


def said_whole(answers: Answers, policy: Policy) -> None:
    """What has words in one language has them in each; and no two options have the same.

    Raises:
        ValidationError: by the field that is blank, or says again what another says.
    """
    if wrong := {**dict(_half_said(answers, policy)), **dict(_said_twice(answers, policy))}:
        raise ValidationError(wrong)


def _half_said(answers: Answers, policy: Policy) -> Iterator[tuple[str, str]]:
    first = policy.languages[0]
    for name in [field.removesuffix(f"_{first}") for field in answers if field.endswith(f"_{first}")]:
        said = {lang: answers.get(f"{name}_{lang}", "") for lang in policy.languages}
        for lang in (lang for lang, words in said.items() if not words and any(said.values())):
            words = gettext("Write it in %(lang)s as well, or leave it blank in both.")
            yield f"{name}_{lang}", words % {"lang": named(lang)}


def _said_twice(answers: Answers, policy: Policy) -> Iterator[tuple[str, str]]:
    for name in ("option", "row"):
        for lang in policy.languages:
            seen: dict[str, int] = {}
            for number in range(len(answers)):
                said = answers.get(f"{name}{number}_{lang}", "")
                if said and seen.setdefault(said, number) != number:
                    words = gettext("Number %(number)s has the same text. Change one of the two.")
                    yield f"{name}{number}_{lang}", words % {"number": seen[said] + 1}


def question_fields(question: Question, policy: Policy, condition: Condition) -> Fields:
    """The fields of one question, by its type."""
    type = question.type
    fields: dict[str, object] = {
        **in_each_language("label", _("Question (%(lang)s)"), policy, question.label, max_length=2000, rows=2),
    }
    if question.asks:
        fields |= in_each_language("hint", _("Hint (%(lang)s)"), policy, question.hint or {}, required=False)
        fields["required"] = YesNo(_("Has to be answered"), held=question.required)
    if type in CHOOSING:
        kinds = () if type is QuestionType.MATRIX else _KINDS if type is QuestionType.MULTIPLE else _KINDS_OF_ONE
        fields |= _option_fields("option", question.options, policy, kinds=kinds)
    if type is QuestionType.MATRIX:
        fields |= _option_fields("row", question.rows, policy, kinds=())
    if type in CHOOSING:
        fields["random"] = YesNo(_("Options in random order"), held=question.random)
    if type in {QuestionType.MULTIPLE, QuestionType.RANKING, QuestionType.NUMBER, QuestionType.SCALE}:
        fields["least"] = number_field(_("Least"), question.least)
        fields["most"] = number_field(_("Most"), question.most)
    if type in RATING:
        low, high = _("The lower end means (%(lang)s)"), _("The upper end means (%(lang)s)")
        fields |= in_each_language("low", low, policy, question.low or {}, required=False)
        fields |= in_each_language("high", high, policy, question.high or {}, required=False)
    if type in WRITING:
        fields["longest"] = number_field(_("Characters at most"), question.longest)
    return {**fields, **condition.fields()}  # type: ignore[dict-item]


def _option_fields(name: str, options: tuple[Option, ...], policy: Policy, *, kinds: Kinds) -> Fields:
    label = {"option": _("Option %(number)s (%%(lang)s)"), "row": _("Line %(number)s (%%(lang)s)")}[name]
    fields: dict[str, object] = {}
    for number in range(len(options) + SPARE):
        held = options[number] if number < len(options) else None
        said = label % {"number": number + 1}
        fields |= in_each_language(f"{name}{number}", said, policy, held.label if held else {}, required=False)
        if kinds:
            fields[f"{name}{number}_kind"] = One(
                _("Kind of option %(number)s") % {"number": number + 1},
                kinds if _kind(held) in dict(kinds) else _KINDS,
                shown="list",
                usual=_kind(held),
                required=False,
            )
    return fields  # type: ignore[return-value]


def _kind(option: Option | None) -> str:
    if option is None:
        return ""
    if option.value == OTHER:
        return "other"
    return "exclusive" if option.exclusive else "fixed" if option.fixed else ""


def answered(question: Question, answers: Answers, policy: Policy, condition: Condition) -> Question:
    """The question as it was edited."""
    changed = replace(question, label=by_language("label", answers, policy), show_if=condition.said(answers))
    if question.asks:
        changed = replace(changed, hint=_words("hint", answers, policy), required=answers["required"])
    if question.type in CHOOSING:
        options = _options("option", question.options, answers, policy)
        changed = replace(changed, options=options, random=answers["random"])
    if question.type is QuestionType.MATRIX:
        changed = replace(changed, rows=_options("row", question.rows, answers, policy))
    changed = replace(changed, **{name: answers[name] for name in ("least", "most") if name in answers})
    if question.type in WRITING:
        changed = replace(changed, longest=answers["longest"] or default_longest(question.type))
    if question.type in RATING:
        changed = replace(changed, low=_words("low", answers, policy), high=_words("high", answers, policy))
    return changed


def _words(name: str, answers: Answers, policy: Policy) -> Mapping[str, str] | None:
    found = by_language(name, answers, policy)
    return found if any(found.values()) else None


def _options(name: str, held: tuple[Option, ...], answers: Answers, policy: Policy) -> tuple[Option, ...]:
    """Those with words; an option keeps its value, a new one gets it from its English words."""
    found: list[Option] = []
    taken = {option.value for option in held}
    for number in range(len(held) + SPARE):
        label = by_language(f"{name}{number}", answers, policy)
        if not any(label.values()):
            continue
        kind = answers.get(f"{name}{number}_kind", "")
        before = held[number] if number < len(held) else None
        value = before.value if before else free_name(label.get("en", ""), taken, otherwise="option")
        if kind == OTHER:
            value = OTHER
        elif value == OTHER:
            value = free_name("", taken, otherwise="option")
        taken.add(value)
        show_if = before.show_if if before else ""
        found.append(Option(value, label, exclusive=kind == "exclusive", fixed=kind == "fixed", show_if=show_if))
    return tuple(found)


def page_fields(page: QuestionPage, policy: Policy, condition: Condition) -> Fields:
    """The fields of a page."""
    return {
        **in_each_language("title", _("Heading (%(lang)s)"), policy, page.title or {}, required=False),
        "random": YesNo(_("Questions in random order"), held=page.random),
        **condition.fields(),
    }


def page_answered(page: QuestionPage, answers: Answers, policy: Policy, condition: Condition) -> QuestionPage:
    """The page as it was edited."""
    return replace(
        page, title=_words("title", answers, policy), random=answers["random"], show_if=condition.said(answers)
    )


def heading_fields(title: Mapping[str, str], lead: Mapping[str, str], policy: Policy, *, linked: bool) -> Fields:
    """What a questionnaire is called, what opens it, and whether it is linked."""
    return {
        **in_each_language("title", _("Title (%(lang)s)"), policy, title),
        **in_each_language(
            "lead", _("Opening words (%(lang)s)"), policy, lead, rows=3, max_length=2000, required=False
        ),
        "linked": YesNo(
            _("Are answers linked to the person?"),
            held=linked,
            choices=(
                ("no", _("No: nobody can tell who answered, not even we")),
                ("yes", _("Yes: they are stored encrypted, under the person’s key")),
            ),
            shown="radios",
        ),
    }
