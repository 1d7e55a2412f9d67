"""The moves of a case: opened, connected with a record, identity asked and shown, extended, taken back, answered.

Every move is one transaction: the case, the step that its clock reads, and the ledger's record, which stands on the
person's trail where it is known whom the case is about. What anybody said goes sealed into the vault (`vault.notes`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from azukari.core.cases.events import CASE_CHANGED, CASE_CLOSED, CASE_OPENED
from azukari.core.cases.models import Case, CaseStep, CaseSubject
from azukari.core.cases.staffing import choose
from azukari.core.database.rows import insert
from azukari.core.database.statement import Statement, as_id
from azukari.core.ledger.catalogue import Kind
from azukari.core.ledger.events import actor_reference, done_by
from azukari.core.ledger.shapes import Value
from azukari.core.mail.queue import enqueue
from azukari.core.people.lock import lock_people
from azukari.core.people.models import Person
from azukari.core.policy_versions.current import current
from azukari.core.vault import notes
from azukari.core.vault.notes import NoteKind
from azukari.core.vault.trail import record_about
from azukari.lib.conflict import InvalidTransition
from azukari.lib.identifier import new_id
from azukari.policy import period
from azukari.policy.casework import CaseChannel, CaseKind, CaseState, Identity, Move, Outcome, ReplyBy, may_move
from azukari.policy.pack import usual_pack
from azukari.policy.terms import Actor

RECEIVED_LETTER = "rights:case-received"
_SUBJECT = Statement("SELECT person_id FROM cases_casesubject WHERE case_id = %s")
RECORD_GONE = "record-gone"
"""The step that says: the record that this open case is about was erased."""


class NoSuchRecord(Exception):
    """There is no such person, or not any more."""


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asks for.

    Args:
        person: whose record it is about, if that is certain already.
        identity: how it is certain that the request is theirs, if it is.
        words: what is sealed with it.
        pack: the law whose clock runs; the office's own where it is blank.
        received_at: when it arrived, where that was before it is taken in; the clock runs from then.
    """

    kind: CaseKind
    channel: CaseChannel
    lang: str
    reply_by: ReplyBy
    person: UUID | None = None
    identity: Identity | None = None
    words: Mapping[NoteKind, str] | None = None
    pack: str = ""
    received_at: datetime | None = None


def number(case: Case | UUID, received_at: datetime | None = None, *, zone: str = "") -> str:
    """What is told on the phone and stands on letters. It opens nothing.

    Args:
        zone: the office's time zone, from whoever has the policy at hand, as every list has; else it is read.
    """
    id, at = (case.id, case.received_at) if isinstance(case, Case) else (case, received_at)
    office = ZoneInfo(zone or current().policy.organisation.timezone)
    return f"R-{at.astimezone(office):%Y%m%d}-{id.hex[-8:].upper()}" if at else f"R-{id.hex[-8:].upper()}"


def subject_of(case: UUID) -> UUID | None:
    """Whose record the case is about, if that is known and they are still here."""
    return next((as_id(person) for (person,) in _SUBJECT.rows(case)), None)


def open_case(request: Request, *, actor: Actor, now: datetime) -> Case:
    """Take a request in. When this returns, it has a number, an owner and a deputy, and its clock runs.

    Raises:
        NobodyAnswers: there are not two people to own it and stand in; nothing was written.
        NoSuchRecord: ``person`` is not here.
    """
    with transaction.atomic(durable=True):
        return open_within(request, actor=actor, now=now)


def open_within(request: Request, *, actor: Actor, now: datetime) -> Case:
    """As `open_case`, in the caller's transaction."""
    if request.person and not Person.objects.filter(id=request.person).exists():
        raise NoSuchRecord
    owner, deputy = choose()
    case = Case.objects.create(
        id=new_id(),
        kind=request.kind,
        channel=request.channel,
        pack=request.pack or usual_pack(current().policy),
        lang=request.lang,
        reply_by=request.reply_by,
        owner=owner,
        deputy=deputy,
        state=CaseState.READY if request.identity else CaseState.RECEIVED,
        identity=request.identity or "",
        received_at=request.received_at or now,
    )
    for kind, text in (request.words or {}).items():
        if text:
            notes.write(case.id, kind, text, now=now)
    if request.person:
        insert(CaseSubject, [(case.id, request.person)])
    step(case, "received", actor=actor, now=case.received_at)
    more: dict[str, Value] = {"kind": request.kind.value, "channel": request.channel.value}
    tell(case, CASE_OPENED, request.person, actor=actor, now=now, **more)
    if request.person and request.reply_by is ReplyBy.MAIL:
        enqueue(RECEIVED_LETTER, person=request.person, reference=case.id, lang=request.lang, now=now)
    return case


def connect(case: Case, person: UUID, *, actor: Actor, now: datetime) -> None:
    """Say whose record the case is about. That shows nothing about who asked.

    Raises:
        NoSuchRecord: that person is not here.
        InvalidTransition: the case is decided.
    """
    with transaction.atomic(durable=True):
        held = locked(case, Move.DECIDE)
        if not Person.objects.filter(id=person, confirmed_at__isnull=False).exists():
            raise NoSuchRecord
        CaseSubject.objects.update_or_create(case=held, defaults={"person_id": person})
        step(held, "connected", actor=actor, now=now)
        tell(held, CASE_CHANGED, person, actor=actor, now=now, act="connected")


def ask_identity(case: Case, method: Identity, *, actor: Actor, now: datetime) -> None:
    """The person is asked to show who they are; where the law lets it, the clock stands still.

    Raises:
        InvalidTransition: see there.
    """
    _move(case, Move.ASK_IDENTITY, "identity-asked", actor=actor, now=now, reason=method.value)


def show_identity(case: Case, method: Identity, *, actor: Actor, now: datetime) -> None:
    """It is certain who asked. Of a document it is recorded that it was seen; no copy is kept (P43).

    Raises:
        InvalidTransition: see there.
    """
    _move(case, Move.SHOW_IDENTITY, "identity-shown", actor=actor, now=now, reason=method.value, identity=method.value)


def add_note(case: Case, text: str, *, actor: Actor, now: datetime) -> None:
    """Note something, sealed."""
    with transaction.atomic(durable=True):
        notes.write(case.id, NoteKind.NOTE, text, now=now)
        step(case, "noted", actor=actor, now=now)


def say_kind(case: Case, kind: CaseKind, *, actor: Actor, now: datetime) -> None:
    """Say what is asked for, where a message did not; before it is decided.

    Raises:
        InvalidTransition: it is decided.
    """
    with transaction.atomic(durable=True):
        held = locked(case, Move.DECIDE)
        held.kind = kind
        held.save(update_fields=["kind"])
        step(held, "kind-said", actor=actor, now=now)
        tell(held, CASE_CHANGED, subject_of(held.id), actor=actor, now=now, act="kind-said", kind=kind.value)


def extend(case: Case, reason: str, *, actor: Actor, now: datetime) -> None:
    """The person was told that it takes longer, and why. Whether that moves the deadline, the law's pack says.

    Args:
        reason: ``complex`` or ``many``: of the law's two (GDPR 12(3)).

    Raises:
        InvalidTransition: see there.
    """
    _move(case, Move.EXTEND, "extended", actor=actor, now=now, reason=reason)


def take_back(case: Case, *, actor: Actor, now: datetime) -> None:
    """The person does not want it any more.

    Raises:
        InvalidTransition: it is decided already.
    """
    with transaction.atomic(durable=True):
        held = locked(case, Move.TAKE_BACK)
        held.outcome = Outcome.TAKEN_BACK
        step(held, "taken-back", actor=actor, now=now)
        close(held, actor=actor, now=now)


def answer(case: Case, *, actor: Actor, now: datetime) -> None:
    """The person has been told.

    Raises:
        InvalidTransition: there is nothing to tell yet.
    """
    with transaction.atomic(durable=True):
        close(locked(case, Move.ANSWER), actor=actor, now=now)


def close(case: Case, *, actor: Actor, now: datetime) -> None:
    """End a locked case, in the caller's transaction: the clock stops, and the time for which it is kept begins.

    How to reach the caller is of no more use and goes; of a person who is gone, everything that was noted (law 6).
    """
    policy = current().policy
    case.state, case.answered_at = CaseState.CLOSED, now
    case.kept_until = period.after(now, policy.requests.cases_kept, timezone=policy.organisation.timezone)
    case.save(update_fields=["state", "outcome", "answered_at", "kept_until"])
    gone = case.steps.filter(event=RECORD_GONE).exists()
    notes.erase([case.id], tuple(NoteKind) if gone else (NoteKind.CONTACT,))
    if case.outcome != Outcome.TAKEN_BACK:
        step(case, "answered", actor=actor, now=now)
    tell(case, CASE_CLOSED, subject_of(case.id), actor=actor, now=now, outcome=case.outcome)


def step(case: Case, event: str, *, actor: Actor, now: datetime, reason: str = "") -> None:
    """Write a step down, in the caller's transaction."""
    insert(CaseStep, [(new_id(), case.id, event, actor_reference(actor), reason, now)])


def tell(case: Case, event: Kind, person: UUID | None, /, *, actor: Actor, now: datetime, **more: Value) -> None:
    """Record it in the ledger, in the caller's transaction, on the trail of ``person`` where there is one."""
    record_about([done_by(actor, event, person, case=case.id, **more)], now=now)


def locked(case: Case, move: Move) -> Case:
    """The case as it is now, held until the end of the transaction, and before it whoever it is about.

    Raises:
        InvalidTransition: there is no such move from its state.
    """
    subject = subject_of(case.id)
    lock_people([subject] if subject else ())
    held = Case.objects.select_for_update().get(id=case.id)
    verdict = may_move(CaseState(held.state), move)
    if not verdict:
        raise InvalidTransition(verdict.code, verdict.sentence)
    return held


def _move(
    case: Case, move: Move, event: str, *, actor: Actor, now: datetime, reason: str = "", identity: str = ""
) -> None:
    with transaction.atomic(durable=True):
        held = locked(case, move)
        verdict = may_move(CaseState(held.state), move)
        held.state = verdict.code.rpartition(".")[2]
        held.identity = identity or held.identity
        held.save(update_fields=["state", "identity"])
        step(held, event, actor=actor, now=now, reason=reason)
        tell(held, CASE_CHANGED, subject_of(held.id), actor=actor, now=now, act=event, method=reason or None)
