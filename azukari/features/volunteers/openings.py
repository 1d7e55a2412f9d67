"""Openings and their shifts, as the coordinator sets them; those on a shift that is called off are told."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from azukari.core.database.turns import in_turn
from azukari.core.ledger.catalogue import Kind
from azukari.core.ledger.events import done_by
from azukari.core.ledger.record import record
from azukari.core.ledger.shapes import Value
from azukari.core.mail.queue import enqueue
from azukari.core.people.lock import lock_people
from azukari.features.volunteers.events import CALLED_OFF, OPENING_SET, SHIFTS_SET
from azukari.features.volunteers.held import give_up, hold_shifts, lock_with_line, move_up
from azukari.features.volunteers.models import LIVE, Opening, Shift, SignUp, SignUpState
from azukari.policy.terms import Actor

CALLED_OFF_LETTER = "volunteers:called-off"
MOST_WEEKS = 60
MOST_PLACES = 1000


def set_opening(opening: Opening, *, actor: Actor, now: datetime) -> None:
    """Keep an opening, a new one or a changed one, in the caller's transaction if there is one."""
    with transaction.atomic():
        opening.save()
        record(done_by(actor, OPENING_SET, form=opening.form, opening=opening.id), now=now)


def weekly(starts: datetime, ends: datetime, weeks: int, zone: ZoneInfo) -> list[tuple[datetime, datetime]]:
    """The same time of the day on the same day of ``weeks`` weeks, on the clocks of ``zone``."""
    begin, end = starts.astimezone(zone), ends.astimezone(zone)
    return [(begin + timedelta(weeks=week), end + timedelta(weeks=week)) for week in range(weeks)]


def add_shifts(
    opening: Opening, times: Sequence[tuple[datetime, datetime]], *, places: int, actor: Actor, now: datetime
) -> int:
    """Add shifts; returns how many. One that begins and ends with another of the opening is there already."""
    with transaction.atomic(durable=True):
        Opening.objects.select_for_update().get(id=opening.id)
        known = set(Shift.objects.filter(opening=opening, called_off_at=None).values_list("starts", "ends"))
        new = [Shift(opening=opening, starts=s, ends=e, places=places) for s, e in times if (s, e) not in known]
        Shift.objects.bulk_create(new, batch_size=200)
        for shift in new:
            _note(SHIFTS_SET, shift, actor, now, size=places)
    return len(new)


def set_places(shift: UUID, places: int, *, actor: Actor, now: datetime) -> int:
    """Change how many are needed. Who has a place keeps it; who waits moves up where there is room: returns how many.

    Raises:
        NoSuchShift: see there.
    """
    with in_turn():
        held = hold_shifts([shift])[shift]
        locked = lock_with_line(None, [shift])
        waiting = SignUp.objects.filter(shift=held, state=SignUpState.WAITING)
        before = waiting.count()
        held.places = places
        held.save(update_fields=["places"])
        _note(SHIFTS_SET, held, actor, now, size=places)
        move_up(held, locked, now=now)
        return before - waiting.count()


def call_off(shift: UUID, *, actor: Actor, now: datetime) -> int:
    """The shift does not take place. Everybody on it, and on its waiting list, gets an email; returns how many.

    Raises:
        NoSuchShift: see there.
    """
    with in_turn():
        held = hold_shifts([shift])[shift]
        if held.called_off_at or now >= held.ends:
            return 0
        live = SignUp.objects.filter(shift=held, state__in=LIVE)
        lock_people([*live.values_list("person_id", flat=True)])
        held.called_off_at = now
        held.save(update_fields=["called_off_at"])
        _note(CALLED_OFF, held, actor, now)
        rows = list(live.select_related("submission").order_by("id"))
        for row in rows:
            give_up(row, actor=actor, now=now)
            enqueue(CALLED_OFF_LETTER, person=row.person_id, reference=row.id, lang=row.submission.lang, now=now)
    return len(rows)


def _note(kind: Kind, shift: Shift, actor: Actor, now: datetime, **more: Value) -> None:
    record(done_by(actor, kind, opening=shift.opening_id, shift=shift.id, **more), now=now)
