"""Notes of the days: how each promise stood, written into the ledger once the day is over, and read back as proved.

A day counts by the worst that was seen in it; a day on which nobody looked is unknown. The tables here only say where
the notes stand. What they say comes out of the ledger's tree, under its signed root (`ledger.proven`), and each names
the one before it, so a day that was repainted or left out shows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from uuid import UUID

from django.db import transaction

from azukari.charter.current import today
from azukari.ledger.events import Event
from azukari.ledger.proven import Read, proven
from azukari.ledger.record import record
from azukari.ledger.shapes import Value
from azukari.lib.control import ControlState
from azukari.stewardship.assurance.events import DAY_NOTED
from azukari.stewardship.assurance.models import DayMark, DayNote
from azukari.stewardship.assurance.promises import promises, worst

YEAR = 365  # days of a strip


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the strip.

    Args:
        states: of each promise, by its number; empty where there is no note.
        entry: where in the ledger its note stands.
        is_changed: whether what stands there is not what was noted; then nothing of it is believed.
    """

    day: date
    states: Mapping[int, ControlState]
    entry: UUID | None = None
    is_changed: bool = False

    def state(self, number: int) -> ControlState:
        """How a promise stood; without a note that holds, nobody knows."""
        return self.states.get(number, ControlState.UNKNOWN)


def mark(states: Mapping[int, ControlState], now: datetime) -> None:
    """Remember the worst of the day under way, in the caller's transaction."""
    row, _made = DayMark.objects.select_for_update().get_or_create(day=today(now))
    before = {int(number): ControlState(state) for number, state in row.states.items()}
    row.states = {
        str(number): worst([state, before[number]] if number in before else [state]).value
        for number, state in states.items()
    }
    row.save(update_fields=["states"])


def write_due(now: datetime) -> int:
    """Note every day that is over and has no note yet; returns how many."""
    last = DayNote.objects.order_by("-day").first()
    first = DayMark.objects.order_by("day").values_list("day", flat=True).first()
    day = last.day + timedelta(days=1) if last else first
    written = 0
    while day is not None and day < today(now):
        with transaction.atomic():
            marked = DayMark.objects.filter(day=day).first()
            states = {int(number): ControlState(state) for number, state in (marked.states if marked else {}).items()}
            note(day, states, now)
            DayMark.objects.filter(day__lte=day).delete()
        day, written = day + timedelta(days=1), written + 1
    return written


def note(day: date, states: Mapping[int, ControlState], now: datetime) -> UUID:
    """Write the note of a day, in the caller's transaction. What ``states`` does not name is unknown."""
    before = DayNote.objects.filter(day__lt=day).order_by("-day").values_list("entry", flat=True).first()
    payload: dict[str, Value] = {"day": day.isoformat(), "previous": str(before) if before else None}
    for state in ControlState:
        payload[state.value] = [n for n in sorted(promises()) if states.get(n, ControlState.UNKNOWN) is state]
    entry = record(Event(DAY_NOTED, payload), now=now)
    DayNote.objects.create(day=day, entry=entry)
    return entry


def strip(until: date, days: int = YEAR) -> list[Day]:
    """The days before ``until``, oldest first, each as its note proves it. So many queries for each hundred."""
    first = until - timedelta(days=days)
    rows = list(DayNote.objects.filter(day__gte=first, day__lt=until).order_by("day").values_list("day", "entry"))
    read = proven([entry for _day, entry in rows])
    kept = _judged(rows, read)
    return [kept.get(day) or Day(day, {}) for day in (first + timedelta(days=n) for n in range(days))]


def _judged(rows: Sequence[tuple[date, UUID]], read: Mapping[UUID, Read]) -> dict[date, Day]:
    kept: dict[date, Day] = {}
    before: UUID | None = None
    for day, entry in rows:
        found = read.get(entry)
        if found is None:  # it waits for its place in the tree, for a second
            kept[day] = Day(day, {}, entry)
        else:
            states = _states(found, day, before)
            kept[day] = Day(day, states or {}, entry, is_changed=states is None)
        before = entry
    return kept


def _states(found: Read, day: date, before: UUID | None) -> dict[int, ControlState] | None:
    """What a note says; None if it is not what was recorded, is of another day, or leaves a note out before it."""
    told = found.payload
    if told is None or found.kind != DAY_NOTED.name or told.get("day") != day.isoformat():
        return None
    if before is not None and told.get("previous") != str(before):
        return None
    return {int(number): state for state in ControlState for number in told.get(state.value, [])}


def remembered(until: date, minute: int) -> tuple[Day, ...]:
    """`strip`, read anew each minute at most, since a year of proofs takes a while.

    Args:
        minute: the present one.
    """
    newest = DayNote.objects.order_by("-day").values_list("entry", flat=True).first()
    return _remembered(until, minute, newest)


@lru_cache(maxsize=2)
def _remembered(until: date, minute: int, newest: UUID | None) -> tuple[Day, ...]:  # noqa: ARG001 - the key
    return tuple(strip(until))
