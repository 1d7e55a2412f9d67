"""Shifts, locked before the people whom a change may concern; and who moves when that change is done.

Whoever changes who comes to a shift locks its row first, so changes of one shift come one after another: its places are
counted, and never given twice. Then they lock the people, by their id (`people.lock`), then change rows of theirs.
Rows that change without the lock on the shift are those of people who go: that frees places, and nothing else.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from azukari.core.forms.events import about
from azukari.core.forms.models import RegistrationEnd, State, Submission
from azukari.core.ledger.catalogue import Kind
from azukari.core.ledger.events import Event
from azukari.core.ledger.shapes import Value
from azukari.core.mail.queue import enqueue
from azukari.core.people.lock import lock_people
from azukari.core.vault.trail import record_about
from azukari.features.volunteers.events import CANCELLED, COVERED, MOVED_UP, TAKEN
from azukari.features.volunteers.models import HAS_A_PLACE, LIVE, Shift, SignUp, SignUpState
from azukari.features.volunteers.waiting_list import Party, settle
from azukari.policy.terms import Actor, ActorKind, FormKind

PROGRAM = Actor(ActorKind.SYSTEM, "volunteers")
TAKEN_LETTER = "volunteers:taken"
MOVED_UP_LETTER = "volunteers:moved-up"
COVERED_LETTER = "volunteers:covered"


class NotAVolunteer(Exception):
    """There is no such registration of a volunteer, nobody has confirmed it, or it has ended."""


class NoSuchShift(Exception):
    """There is no such shift, or no such sign-up for it."""


def hold_shifts(ids: Iterable[UUID]) -> dict[UUID, Shift]:
    """The shifts, locked until the end of the caller's transaction, with their openings.

    Raises:
        NoSuchShift: one of them is gone.
    """
    wanted = {*ids}
    rows = Shift.objects.select_for_update(of=("self",)).filter(id__in=wanted).select_related("opening").order_by("id")
    found = {shift.id: shift for shift in rows}
    if wanted - {*found}:
        raise NoSuchShift
    return found


def in_line(shifts: Collection[UUID]) -> QuerySet[SignUp]:
    """Those of these shifts who may move: who waits, and who asks for cover."""
    live = SignUp.objects.filter(shift__in=shifts, state__in=LIVE)
    return live.exclude(state=SignUpState.TAKEN, cover_at__isnull=True).order_by("asked_at", "id")


@dataclass(frozen=True, slots=True)
class Locked:
    """People who are locked, and still there."""

    people: set[UUID]

    def registration(self, submission: UUID) -> Submission:
        """A confirmed registration of a volunteer that runs, of one of them.

        Raises:
            NotAVolunteer: see there.
        """
        return running(Submission.objects.select_for_update().filter(id=submission, person__in=self.people).first())


def running(held: Submission | None) -> Submission:
    """The same, which its caller has locked, if it is a confirmed registration of a volunteer that runs.

    Raises:
        NotAVolunteer: see there.
    """
    if held is None or (held.kind, held.state) != (FormKind.VOLUNTEERS, State.ACCEPTED):
        raise NotAVolunteer
    if RegistrationEnd.objects.filter(submission=held).exists():
        raise NotAVolunteer
    return held


def lock_with_line(person: UUID | None, shifts: Collection[UUID]) -> Locked:
    """Lock somebody, and whoever may move on the locked shifts, in the one order."""
    people = {*in_line(shifts).values_list("person_id", flat=True), *([person] if person else ())}
    return Locked(lock_people(people))


def owner_of(submission: UUID) -> UUID:
    """Whose registration it is now; nothing is locked.

    Raises:
        NotAVolunteer: it is gone.
    """
    found = Submission.objects.filter(id=submission).values_list("person_id", flat=True).first()
    if found is None:
        raise NotAVolunteer
    return found


def move_up(shift: Shift, locked: Locked, *, now: datetime, newcomer: UUID | None = None) -> None:
    """Give what places there are to those who wait, in their order, and tell them. Whoever came after they were locked
    waits until the job comes by (`upkeep.fill`).

    Args:
        newcomer: the sign-up of somebody who came to the end of the line just now, and took no turn if there is room.
    """
    if shift.called_off_at or now >= shift.starts:
        return
    rows = list(SignUp.objects.filter(shift=shift).select_related("submission").order_by("asked_at", "id"))
    taken = sum(row.size for row in rows if row.state in HAS_A_PLACE)
    waiting = [Party(row.id, row.size) for row in rows if row.state == SignUpState.WAITING]
    covers = sorted((row.cover_at, row.id, row.size) for row in rows if row.state == SignUpState.TAKEN and row.cover_at)
    moves = settle(shift.places - taken, waiting, [Party(id, size) for _at, id, size in covers])
    known = {row.id: row for row in rows}
    if not all(known[id].person_id in locked.people for id in (*moves.up, *moves.relieved)):
        return
    for id in moves.relieved:
        _change(known[id], SignUpState.CANCELLED, COVERED, COVERED_LETTER, now)
    for id in moves.up:
        event, letter = (TAKEN, TAKEN_LETTER) if id == newcomer else (MOVED_UP, MOVED_UP_LETTER)
        _change(known[id], SignUpState.TAKEN, event, letter, now)


def _change(row: SignUp, state: SignUpState, event: Kind, letter: str, now: datetime) -> None:
    row.state, row.cover_at, row.revision = state, None, row.revision + 1
    row.save(update_fields=["state", "cover_at", "revision"])
    tell(event, row, actor=PROGRAM, now=now)
    enqueue(letter, person=row.person_id, reference=row.id, lang=row.submission.lang, now=now)


def give_up(row: SignUp, *, actor: Actor, now: datetime) -> None:
    """Take a sign-up back; the caller holds its shift and its person, and lets others move up."""
    row.state, row.cover_at, row.revision = SignUpState.CANCELLED, None, row.revision + 1
    row.save(update_fields=["state", "cover_at", "revision"])
    tell(CANCELLED, row, actor=actor, now=now)


def tell(kind: Kind, row: SignUp, *, actor: Actor, now: datetime, **more: Value) -> None:
    """Record what was done, on the trail of whom it is about. The row has its submission."""
    record_about([event_of(kind, row, actor=actor, **more)], now=now)


def event_of(kind: Kind, row: SignUp, *, actor: Actor, **more: Value) -> Event:
    """What is recorded of a sign-up, likewise."""
    return about(kind, row.submission, by=actor, shift=row.shift_id, **more)
