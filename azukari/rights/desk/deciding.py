"""Deciding at the desk: from what the form of a case posted to the parts of a decision."""

from dataclasses import dataclass
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from azukari.cases import lifecycle
from azukari.cases.models import Case
from azukari.charter.current import charters
from azukari.desk.acts import Doer
from azukari.desk.answer import Problem
from azukari.forms.answers import read_one
from azukari.forms.models import Submission
from azukari.forms.problem import Problem as Wrong
from azukari.policy.casework import BY_PURPOSE, BY_VALUE, CaseKind, Outcome
from azukari.policy.terms import Field, FieldType
from azukari.rights.decision import Part, decide
from azukari.vault.held_fields import held_fields

LONGEST_WORDS = 2000


@dataclass(frozen=True, slots=True)
class Choosable:
    """A field of the person's that can be corrected; ``name`` is the input for its new text."""

    value: UUID
    label: str
    form: str
    field: Field


def fields_of(person: UUID, lang: str) -> tuple[Choosable, ...]:
    """The person's fields by their labels; nothing is opened."""
    held, known = held_fields(person), charters()
    submissions = {s.id: s for s in Submission.objects.filter(id__in={h.submission for h in held})}
    found = []
    for one in held:
        submission = submissions.get(one.submission)
        form = known.policy(submission.charter_id).forms.get(submission.form) if submission else None
        field = form.field(one.field) if form else None
        if form and field:
            found.append(Choosable(one.value, field.label[lang], form.title[lang], field))
    return tuple(found)


def decide_as_posted(case: Case, posted: QueryDict, who: Doer) -> str | Problem:
    """Decide what the form says, or say what is wrong with it."""
    outcome, words = posted.get("outcome", ""), posted.get("words", "").strip()
    if outcome not in {Outcome.GRANTED, Outcome.PARTLY, Outcome.REFUSED, Outcome.ANSWERED}:
        return Problem("outcome", _("Choose what is decided."))
    if len(words) > LONGEST_WORDS:
        return Problem("words", _("Write no more than %(most)s characters.") % {"most": LONGEST_WORDS})
    parts = _parts(case, Outcome(outcome), posted, who)
    if isinstance(parts, Problem):
        return parts
    decide(case, Outcome(outcome), parts, actor=who.actor, now=who.now, words=words)
    return "decided"


def _parts(case: Case, outcome: Outcome, posted: QueryDict, who: Doer) -> list[Part] | Problem:
    kind, ground = CaseKind(case.kind), posted.get("ground", "")
    if outcome is Outcome.REFUSED:
        return [Part(ground=ground)]
    refused = [Part(ground=ground)] if outcome is Outcome.PARTLY and kind not in BY_PURPOSE else []
    if kind in BY_VALUE:
        granted = _new_text(case, posted, who)
        return granted if isinstance(granted, Problem) else [granted, *refused]
    if kind in BY_PURPOSE:
        return _by_purpose(case, outcome, posted, ground)
    return [Part(), *refused]


def _by_purpose(case: Case, outcome: Outcome, posted: QueryDict, ground: str) -> list[Part] | Problem:
    """What is ticked is done; where only a part is, the rest of what is offered is refused."""
    ticked = list(dict.fromkeys(slug for slug in posted.getlist("purposes") if slug))
    if outcome is Outcome.PARTLY or case.kind == CaseKind.WITHDRAWAL:
        if not ticked:
            return Problem("purposes", _("Tick what is done."))
        rest = [slug for slug in posted.getlist("offered") if slug not in ticked]
        refused = [Part(purpose=slug, ground=ground) for slug in rest] if outcome is Outcome.PARTLY else []
        return [*(Part(purpose=slug) for slug in ticked), *refused]
    return [Part(purpose=slug) for slug in ticked] or [Part()]


def _new_text(case: Case, posted: QueryDict, who: Doer) -> Part | Problem:
    person = lifecycle.subject_of(case.id)
    choosable = {str(f.value): f for f in fields_of(person, who.lang)} if person else {}
    chosen = choosable.get(posted.get("value", ""))
    if chosen is None:
        return Problem("value", _("Choose what is to be corrected."))
    typed = posted.get("text", "")
    several = chosen.field.type is FieldType.CHOICES
    raw: object = [line.strip() for line in typed.splitlines() if line.strip()] if several else typed
    text = read_one(chosen.field, raw, lang=who.lang)
    if isinstance(text, Wrong):
        return Problem("text", text.message)
    if not text:
        return Problem("text", _("Write what is right."))
    return Part(value=chosen.value, text=text)
