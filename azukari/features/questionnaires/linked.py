"""Linked questionnaires: the answers go through the intake of the forms, under a form of the policy (P03).

The form of the kind questionnaire has a field ``answers``: all answers as one text, sealed in the vault under its
purpose. What else it asks (an address for the results, say) stands on the last page.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.http import HttpResponse

from azukari.core.forms import present
from azukari.core.forms.answers import CONSENT, Answers
from azukari.core.forms.keep import sent_before
from azukari.core.forms.kinds import Outdated, chosen_in_words
from azukari.core.forms.notices import notices
from azukari.core.forms.onward import onward
from azukari.core.forms.problem import Problem, problem
from azukari.core.forms.submit import TooMany, submit
from azukari.core.forms.visit import Visit
from azukari.core.policy_versions.current import Current
from azukari.core.vault.refusal import Refused
from azukari.features.questionnaires.asked_version import Judged, versions_just_seen, versions_seen, versions_under
from azukari.features.questionnaires.asking import Asking
from azukari.features.questionnaires.followed import followed
from azukari.features.questionnaires.give import NotOpen, mark_answered
from azukari.features.questionnaires.models import Poll, Version
from azukari.features.questionnaires.open import is_open
from azukari.features.questionnaires.present import summary
from azukari.features.questionnaires.publish import is_known, questionnaire_of
from azukari.features.questionnaires.quotas import Full, counting, give_back, take_places
from azukari.features.questionnaires.sealed_text import from_text, to_text
from azukari.features.questionnaires.shape import Answers as Given
from azukari.features.questionnaires.tallies import FIELD
from azukari.features.questionnaires.typed import typed_of
from azukari.features.questionnaires.walk import Walk, walk
from azukari.lib.conflict import StaleVersion
from azukari.policy.terms import Category, Field, FieldType, Form, FormKind


def takes_answers(form: Form) -> bool:
    """Whether linked answers can be given under a form of the policy."""
    field = form.field(FIELD)
    return (
        form.kind is FormKind.QUESTIONNAIRE
        and field is not None
        and (field.category, field.type) == (Category.ANSWER, FieldType.LONG_TEXT)
    )


def linked_at(charter: Current | None, poll: Poll) -> "Linked | None":
    """The form under which answers are given; None where the policy that rules has none of that name."""
    form = charter and charter.form(poll.form)
    return Linked(charter, form) if charter and form and takes_answers(form) else None


@dataclass(frozen=True, slots=True)
class Linked:
    """A form of the policy under which a questionnaire is answered."""

    charter: Current
    form: Form

    @property
    def names(self) -> Sequence[str]:
        """The inputs besides the answers."""
        fields = [field.id for field in self.form.fields if field.id != FIELD]
        return (*fields, *(CONSENT + purpose for purpose in self.form.consents))

    def words(self, asking: Asking) -> dict[str, object]:
        """The notice, which opens the first page."""
        notice = notices(self.charter, self.form)[asking.lang]
        return {
            "notice": notice.rows,
            "form": self.form,
            "notice_digest": asking.one("notice") or notice.digest,
            "stamp": self._visit(asking).stamp,
            "encryption": self.charter.policy.encryption[asking.lang],
        }

    def fields(self, asking: Asking, errors: Sequence[object]) -> list[present.FieldView]:
        """The questions about the person, as the last page asks them."""
        problems = [each for each in errors if isinstance(each, Problem)]
        views = present.field_views(self.form, asking.lang, asking.typed, problems)
        return [view for view in views if view.id != FIELD]

    def consents(self, asking: Asking) -> list[present.ConsentView]:
        """What one may agree to besides."""
        return present.consent_views(self.form, self.charter.policy, asking.lang, asking.typed)

    def take(self, asking: Asking, version: Version) -> HttpResponse:
        """Hand the answers to the intake, or show what is in the way.

        Raises:
            Full, NotOpen: nothing was kept.
        """
        answers, lang = asking.walk.answers, asking.lang
        data: dict[str, object] = {name: values[-1] for name in self.names if (values := asking.typed.get(name))}
        data |= {FIELD: to_text(version.number, answers), "notice": asking.one("notice")}
        visit = self._visit(asking)
        read = visit.examined(data)
        if not isinstance(read, Answers):
            return asking.check(errors=read)
        try:
            outcome = submit(self.charter, self.form, read, lang=lang, sender=visit.sender, now=asking.now)
        except StaleVersion:
            return asking.check(errors=(problem("stale", "notice", lang),))
        except Refused as refused:
            raise NotOpen from refused
        if isinstance(outcome, TooMany):
            return asking.check(wait=outcome.seconds)
        if isinstance(outcome, Problem):
            return asking.check(errors=(outcome,))
        return onward(visit, outcome)

    def again(self, asking: Asking) -> HttpResponse | None:
        """What the same answers were told before; None if they come for the first time."""
        visit = self._visit(asking)
        before = sent_before(visit.mark, now=asking.now)
        return onward(visit, before) if before else None

    def _visit(self, asking: Asking) -> Visit:
        """The same request, as one to the form."""
        return Visit(asking.request, asking.lang, self.charter, self.form, asking.now, asking.typed)


def claim_places(form: Form, answers: Answers, now: datetime) -> Callable[[], None]:
    """Take a place of each quota under which the answers fall, which have just been examined: by the page or the API.

    Raises:
        Full, NotOpen, Outdated: nothing was taken.
    """
    judged = answers.judged_by
    version, given = (
        (judged.version, judged.answers)
        if isinstance(judged, Judged)
        else answered(form, answers.text(FIELD), versions_just_seen)
    )
    if version is None:
        return lambda: None
    poll, quotas = version.poll, counting(questionnaire_of(version), given)
    if not is_open(poll, now):
        raise Outdated if judged else NotOpen
    try:
        if quotas or not poll.answered:
            with transaction.atomic(durable=True):
                mark_answered(version)
                take_places({(poll.slug, quota): 1 for quota in quotas})
    except (Full, NotOpen):
        if judged:  # it may be another questionnaire by now: nobody is refused by what is remembered
            raise Outdated from None
        raise
    return lambda: give_back(poll.slug, quotas)


def recall_version(form: Form, answers: Answers) -> Judged | None:
    """The version that was answered, as it is remembered, where nothing is wrong with the answers by that."""
    version, given = answered(form, answers.text(FIELD), versions_seen)
    if version is None or not is_known(version):
        return None
    return Judged(version, given) if _is_sound(version, given) else None


def examine_answers(form: Form, answers: Answers, lang: str) -> tuple[Problem, ...]:
    """What is wrong with the answers to a questionnaire, whichever way they come in: page, API, import."""
    version, given = answered(form, answers.text(FIELD))
    if version is None:
        return (_unreadable(form, lang),) if _versions(form) else ()
    return () if _is_sound(version, given) else (_unreadable(form, lang),)


def answers_in_words(form: Form, field: Field, text: str, lang: str) -> str:
    """Each question with its answer, a line each, in the words of the version that was answered."""
    version, given = answered(form, text) if field.id == FIELD else (None, {})
    if version is None:
        return text if field.id == FIELD and _versions(form) else chosen_in_words(field, text, lang)
    rows = summary(questionnaire_of(version), _walked(version, given), lang)
    return "\n".join(followed(row.label, row.value, lang) for row in rows if row.value)


def answered(
    form: Form, text: str, versions: Callable[[str], Mapping[int, Version]] = versions_under
) -> tuple[Version | None, Given]:
    """The version that was answered under a form, of the ``versions`` known, and how; none where the text says none."""
    if (said := from_text(text)) is None:
        return None, {}
    number, given = said
    return versions(form.slug).get(number) if takes_answers(form) else None, given


def _walked(version: Version, given: Given) -> Walk:
    questionnaire = questionnaire_of(version)
    return walk(questionnaire, typed_of(questionnaire, given), seed="")


def _is_sound(version: Version, given: Given) -> bool:
    """Whether the page would have taken just these answers."""
    found = _walked(version, given)
    return not found.problems and dict(found.answers) == dict(given)


def _unreadable(form: Form, lang: str) -> Problem:
    return problem("format", form.field(FIELD) or FIELD, lang)


def page_of(form: Form, lang: str) -> str:
    """Where a form is filled in that a questionnaire belongs to."""
    poll = next((version.poll.slug for version in _versions(form).values()), "")
    return f"/{lang}/questionnaires/{poll}" if poll else ""


def _versions(form: Form) -> Mapping[int, Version]:
    return versions_under(form.slug) if takes_answers(form) else {}
