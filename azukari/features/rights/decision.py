"""Deciding a case: what is granted, and what is refused on which ground in law. The program carries out the rest.

A duty to keep is no matter of opinion: where a law or a hold obliges us to keep something that a person wants erased,
that part is refused by the program itself, with its ground, whatever the decision says.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from azukari.both_languages import BothLanguages
from azukari.core.cases.events import CASE_DECIDED
from azukari.core.cases.lifecycle import locked, step, subject_of, tell
from azukari.core.cases.models import Case
from azukari.core.ledger.shapes import Value
from azukari.core.mail.queue import enqueue
from azukari.core.vault import notes
from azukari.core.vault.legal_holds import obliged
from azukari.core.vault.notes import NoteKind
from azukari.lib.conflict import InvalidTransition
from azukari.policy.casework import BY_VALUE, CaseKind, CaseState, Move, Outcome, ReplyBy, may_decide
from azukari.policy.pack import pack
from azukari.policy.terms import Actor, Answer, Text, Verdict

DECIDED_LETTER = "rights:case-decided"
KEEPING = frozenset({CaseKind.ELIMINATION, CaseKind.STOP_USE, CaseKind.OBJECTION})
DUTY = "duty-to-keep"


@dataclass(frozen=True, slots=True)
class DecisionPart:
    """One thing to decide.

    Args:
        purpose: which use it is about; blank for everything.
        value: which value gets a new text.
        text: that text, normalised as its field requires.
        ground: of a refusal, by its slug in the law's pack; blank where it is granted.
    """

    purpose: str = ""
    value: UUID | None = None
    text: str = ""
    ground: str = ""


def decide(
    case: Case, outcome: Outcome, parts: Sequence[DecisionPart], *, actor: Actor, now: datetime, words: str = ""
) -> Case:
    """Decide. The worker does the rest.

    Args:
        parts: at least one, unless the case is a question or a complaint.
        words: what the person is told besides; sealed.

    Raises:
        InvalidTransition: the case is not to be decided, or not so; the verdict says what is missing.
    """
    with transaction.atomic(durable=True):
        held = locked(case, Move.DECIDE)
        person = subject_of(held.id)
        _judge(held, outcome, parts, person)
        whole = [*parts, *_duties(held, parts, person, now)]
        grounds = sorted({part.ground for part in whole if part.ground})
        held.state = CaseState.DECIDED
        held.outcome = Outcome.PARTLY if outcome is Outcome.GRANTED and grounds else outcome
        held.save(update_fields=["state", "outcome"])
        for part in whole:
            note = notes.write(held.id, NoteKind.NEW, part.text, now=now) if part.text else None
            held.parts.create(purpose=part.purpose, value_id=part.value, note_id=note, ground=part.ground)
        if words:
            notes.write(held.id, NoteKind.ANSWER, words, now=now)
        step(held, "decided", actor=actor, now=now, reason=grounds[0] if grounds else held.outcome)
        more: dict[str, Value] = {"outcome": held.outcome, "ground": grounds}
        tell(held, CASE_DECIDED, person, actor=actor, now=now, **more)
        if person and held.kind == CaseKind.ELIMINATION and held.reply_by == ReplyBy.MAIL:  # while there is an address
            enqueue(DECIDED_LETTER, person=person, reference=held.id, lang=held.lang, now=now)
    return held


def _judge(case: Case, outcome: Outcome, parts: Sequence[DecisionPart], person: UUID | None) -> None:
    kind = CaseKind(case.kind)
    ground = next((part.ground for part in parts if part.ground), "")
    verdict = may_decide(kind, outcome, identity=bool(case.identity), known=person is not None, ground=ground)
    if verdict and any(part.ground and part.ground not in _grounds(case) for part in parts):
        verdict = _no("case.other-ground", _OTHER_GROUND)
    if verdict and kind in BY_VALUE and any(not part.ground and part.value is None for part in parts):
        verdict = _no("case.no-value", _NO_VALUE)
    if verdict and kind in BY_VALUE and any(not part.ground and not part.text for part in parts):
        verdict = _no("case.no-text", _NO_TEXT)
    if not verdict:
        raise InvalidTransition(verdict.code, verdict.sentence)


def _grounds(case: Case) -> frozenset[str]:
    return frozenset(ground.slug for ground in pack(case.pack).grounds_for(case.kind))


def _duties(case: Case, parts: Sequence[DecisionPart], person: UUID | None, now: datetime) -> list[DecisionPart]:
    """What a law keeps of what was asked for, as parts that are refused."""
    if person is None or CaseKind(case.kind) not in KEEPING or DUTY not in _grounds(case):
        return []
    everything = any(not part.ground and not part.purpose for part in parts)
    wanted = {part.purpose for part in parts if not part.ground}
    already = {part.purpose for part in parts if part.ground}
    kept = [purpose for purpose in obliged(person, now) if everything or purpose in wanted]
    return [DecisionPart(purpose=purpose, ground=DUTY) for purpose in kept if purpose not in already]


def _no(code: str, sentence: Text) -> Verdict:
    return Verdict(Answer.NO, code, "requests", sentence)


_OTHER_GROUND = BothLanguages("A request of this kind cannot be refused for this reason.")
_NO_TEXT = BothLanguages("Write the correct text.")
_NO_VALUE = BothLanguages("Choose what is to be corrected.")
