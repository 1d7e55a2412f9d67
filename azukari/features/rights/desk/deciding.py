"""Deciding at the desk: from what the form of a case posted to the parts of a decision."""

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext as _

from azukari.core.cases import lifecycle
from azukari.core.cases.models import Case
from azukari.core.forms.answers import read_one
from azukari.core.forms.models import Submission
from azukari.core.forms.problem import Problem
from azukari.core.forms.settled import settled_of
from azukari.core.policy_versions.current import charters
from azukari.core.vault.held_fields import held_fields
from azukari.features.rights.decision import DecisionPart, decide
from azukari.policy.casework import BY_PURPOSE, BY_VALUE, CaseKind, Outcome
from azukari.policy.terms import Field, FieldType
from azukari.shells.staff.acts import Doer
from azukari.shells.staff.fields import Answers


@dataclass(frozen=True, slots=True)
class Choosable:
    """A field of the person's that can be corrected; ``name`` is the input for its new text."""

    value: UUID
    label: str
    form: str
    field: Field


def fields_of(person: UUID, lang: str) -> tuple[Choosable, ...]:
    """The person's fields by their labels, without those that are decided on (`forms.settled`); nothing is opened."""
    held, known = held_fields(person), charters()
    submissions = {s.id: s for s in Submission.objects.filter(id__in={h.submission for h in held})}
    settled = settled_of([*submissions.values()], known)
    found = []
    for one in held:
        submission = submissions.get(one.submission)
        form = known.policy(submission.charter_id).forms.get(submission.form) if submission else None
        field = form.field(one.field) if form else None
        if form and field and field.id not in settled.get(one.submission, {}):
            found.append(Choosable(one.value, field.label[lang], form.title[lang], field))
    return tuple(found)


def decide_as_answered(case: Case, answers: Answers, who: Doer) -> str:
    """Decide what the form says.

    Raises:
        ValidationError: what it says makes no decision.
    """
    outcome, kind, ground = Outcome(answers["outcome"]), CaseKind(case.kind), answers.get("ground", "")
    if outcome is Outcome.REFUSED:
        parts = [DecisionPart(ground=ground)]
    elif kind in BY_PURPOSE:
        parts = _by_purpose(case, outcome, answers, ground)
    else:
        granted = _new_text(case, answers, who) if kind in BY_VALUE else DecisionPart()
        parts = [granted, *([DecisionPart(ground=ground)] if outcome is Outcome.PARTLY else [])]
    decide(case, outcome, parts, actor=who.actor, now=who.now, words=answers["words"])
    return "decided"


def _by_purpose(case: Case, outcome: Outcome, answers: Answers, ground: str) -> list[DecisionPart]:
    """What is ticked is done; where only a part is, the rest of what is offered is refused."""
    ticked = answers.get("purposes", [])
    if outcome is Outcome.PARTLY or case.kind == CaseKind.WITHDRAWAL:
        if not ticked:
            raise ValidationError({"purposes" if "purposes" in answers else NON_FIELD_ERRORS: _("Tick what is done.")})
        rest = [slug for slug in answers["offered"] if slug not in ticked]
        refused = [DecisionPart(purpose=slug, ground=ground) for slug in rest] if outcome is Outcome.PARTLY else []
        return [*(DecisionPart(purpose=slug) for slug in ticked), *refused]
    return [DecisionPart(purpose=slug) for slug in ticked] or [DecisionPart()]


def _new_text(case: Case, answers: Answers, who: Doer) -> DecisionPart:
    person = lifecycle.subject_of(case.id)
    choosable = {str(f.value): f for f in fields_of(person, who.lang)} if person else {}
    chosen, typed = choosable.get(answers.get("value", "")), answers.get("text", "")
    if chosen is None:
        raise ValidationError(_("Choose what is to be corrected."))
    several = chosen.field.type is FieldType.CHOICES
    raw: object = [line.strip() for line in typed.splitlines()] if several else typed
    text = read_one(chosen.field, raw, lang=who.lang)
    if isinstance(text, Problem):
        raise ValidationError({"text": text.message})
    return DecisionPart(value=chosen.value, text=text)
