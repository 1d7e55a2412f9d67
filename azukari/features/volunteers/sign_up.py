"""Signing up: take a place or a turn on the waiting list, cancel, swap, ask for cover. A place is never given twice."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Max, QuerySet, Sum

from azukari.core.database.turns import in_turn
from azukari.core.forms.models import Submission
from azukari.features.volunteers.events import COVER_ASKED, WAITS
from azukari.features.volunteers.held import (
    Locked,
    NoSuchShift,
    give_up,
    hold_shifts,
    lock_with_line,
    move_up,
    owner_of,
    tell,
)
from azukari.features.volunteers.models import LIVE, Shift, SignUp, SignUpState
from azukari.features.volunteers.rules import YEAR, SignUpFault, why_not
from azukari.features.volunteers.screening import day_of_shift, is_cleared
from azukari.policy.terms import Actor

SOON = timedelta(hours=30)
"""Whoever signs up so shortly before a shift needs no reminder."""


class SignUpRefused(Exception):
    """The rules of a shift do not let the volunteer sign up, or off; `why` says which."""

    def __init__(self, why: SignUpFault) -> None:
        super().__init__(why.value)
        self.why = why


class Clash(Exception):
    """The person has another shift at that time. They may take it anyway."""


class NoRoom(Exception):
    """A swap into a shift that is full; nothing was changed."""


def take(
    shift: UUID,
    *,
    submission: UUID,
    actor: Actor,
    now: datetime,
    size: int = 1,
    anyway: bool = False,
    instead: UUID | None = None,
) -> SignUp:
    """Take a place, or a turn on the waiting list where there is none. Whoever has one keeps what they have.

    Args:
        size: how many come, with the person.
        anyway: although another shift of theirs is at that time.
        instead: a shift of theirs to give up for it, if there is a place.

    Raises:
        NotAVolunteer, NoSuchShift, SignUpRefused, Clash, NoRoom: see there; nothing was changed.
    """
    with in_turn():
        shifts = hold_shifts([shift, *([instead] if instead else ())])
        wanted = shifts[shift]
        locked = lock_with_line(owner_of(submission), shifts)
        held = locked.registration(submission)
        own = {row.shift_id: row for row in _own(held, shifts)}
        if shift in own and own[shift].state != SignUpState.CANCELLED:
            return own[shift]
        _judge(wanted, held, size, now)
        left = own.get(instead) if instead else None
        if instead and (left is None or left.state not in LIVE or now >= shifts[instead].starts):
            raise NoSuchShift
        if not anyway and at_that_time(wanted, held.person_id, but=instead).exists():
            raise Clash
        row = _enter(wanted, own.get(shift), held, size, now)
        if left is not None:
            give_up(left, actor=actor, now=now)
        move_up(wanted, locked, now=now, newcomer=row.id)
        row.refresh_from_db(fields=["state"])
        if left is not None and row.state != SignUpState.TAKEN:
            raise NoRoom
        if instead:
            move_up(shifts[instead], locked, now=now)
        if row.state == SignUpState.WAITING:
            tell(WAITS, row, actor=actor, now=now, size=size)
    return row


def cancel(shift: UUID, *, submission: UUID, actor: Actor, now: datetime) -> None:
    """Give up a place or a turn before the shift begins; whoever waits moves up. Cancelled twice is cancelled once.

    Raises:
        NotAVolunteer, NoSuchShift, SignUpRefused: see there; nothing was changed.
    """
    with in_turn():
        held, row, locked = _hold(shift, submission, now)
        if row.state in LIVE:
            give_up(row, actor=actor, now=now)
            move_up(held, locked, now=now)


def ask_for_cover(shift: UUID, *, submission: UUID, actor: Actor, now: datetime, wanted: bool = True) -> None:
    """Ask others to take over one's place, or take that back. It passes to whoever waits, or to whoever comes next.

    Raises:
        NotAVolunteer, NoSuchShift, SignUpRefused: see there; nothing was changed.
    """
    with in_turn():
        held, row, locked = _hold(shift, submission, now)
        if row.state != SignUpState.TAKEN or (row.cover_at is not None) == wanted:
            return
        row.cover_at = now if wanted else None
        row.save(update_fields=["cover_at"])
        if wanted:
            tell(COVER_ASKED, row, actor=actor, now=now)
            move_up(held, locked, now=now)


def minutes_given(person: UUID, *, now: datetime) -> int:
    """What somebody gave in the last year, in minutes."""
    came = SignUp.objects.filter(person_id=person, state=SignUpState.CAME, shift__starts__gte=now - YEAR)
    return came.aggregate(all=Sum("minutes"))["all"] or 0


def _hold(shift: UUID, submission: UUID, now: datetime) -> tuple[Shift, SignUp, Locked]:
    held = hold_shifts([shift])
    locked = lock_with_line(owner_of(submission), held)
    row = _own(locked.registration(submission), held).first()
    if row is None:
        raise NoSuchShift
    if now >= held[shift].starts:
        raise SignUpRefused(SignUpFault.OVER)
    return held[shift], row, locked


def _own(held: Submission, shifts: Iterable[UUID]) -> QuerySet[SignUp]:
    return SignUp.objects.filter(shift__in=[*shifts], person_id=held.person_id).select_related("submission")


def _judge(shift: Shift, held: Submission, size: int, now: datetime) -> None:
    opening = shift.opening
    if opening.form != held.form or not opening.is_shown:
        raise NoSuchShift
    why = why_not(
        shift.span,
        opening.wave,
        called_off=shift.called_off_at is not None,
        size=size,
        most=opening.most_together,
        minutes=minutes_given(held.person_id, now=now) if opening.first_hours else 0,
        cleared=is_cleared(opening.requirement_id, held.person_id, on=day_of_shift(shift, held)),
        now=now,
    )
    if why:
        raise SignUpRefused(why)


def at_that_time(wanted: Shift, person: UUID, *, but: UUID | None) -> QuerySet[SignUp]:
    """What somebody signed up for that overlaps it (`rules.clashes`), but for one shift."""
    rows = SignUp.objects.filter(person_id=person, state__in=LIVE, shift__called_off_at__isnull=True)
    return rows.filter(shift__starts__lt=wanted.ends, shift__ends__gt=wanted.starts).exclude(shift=but)


def _enter(shift: Shift, before: SignUp | None, held: Submission, size: int, now: datetime) -> SignUp:
    """Put somebody at the end of the line, whatever clock their request began by."""
    last = SignUp.objects.filter(shift=shift).aggregate(last=Max("asked_at"))["last"]
    row = before or SignUp(shift=shift, submission=held)
    row.submission, row.person_id = held, held.person_id
    row.state, row.size, row.cover_at, row.minutes = SignUpState.WAITING, size, None, None
    row.asked_at = max(now, last + timedelta(microseconds=1)) if last else now
    row.reminded_at = now if shift.starts - now <= SOON else None
    row.revision += 1
    row.save()
    return row
