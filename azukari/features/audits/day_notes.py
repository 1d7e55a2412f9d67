"""Notes of the days: how each promise stood, written into the ledger once the day is over, and read back as proved.

A day is reckoned from the looks that stand in the ledger (`looks`, `lib.watched_day`): by the worst that was seen in
it, and as unknown where nobody looked for hours. The tables here only say where the entries stand. What a note says
comes out of the ledger's tree, under its signed root (`ledger.proven`), each names the one before it, and each is
reckoned anew when it is read: a day that was repainted, before or after it was signed, or left out, shows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import transaction

from azukari.core.ledger.events import Event
from azukari.core.ledger.proven import Read, proven
from azukari.core.ledger.record import instant, record
from azukari.core.ledger.shapes import Value
from azukari.core.policy_versions.current import ruling_policy, today, zone_of
from azukari.features.audits import looks
from azukari.features.audits.events import DAY_NOTED
from azukari.features.audits.models import DayNote
from azukari.features.audits.models import Look as Place
from azukari.lib.control import ControlState
from azukari.lib.day import begins
from azukari.lib.watched_day import Look, WatchedDay, agrees, reckon, states_of, told_of

YEAR = 365  # days of a strip
_PATIENCE = timedelta(hours=1)
"""So long a look may wait for its place in the tree; then the day is noted without what cannot be proved."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the strip.

    Args:
        states: of each promise, by its number; empty where there is no note.
        entry: where in the ledger its note stands.
        is_changed: whether what stands there is not what was noted, or not what the looks of the day come to; then
            nothing of it is believed.
        unseen: hours of which nobody knows anything.
    """

    day: date
    states: Mapping[int, ControlState]
    entry: UUID | None = None
    is_changed: bool = False
    unseen: int = 0

    def state(self, number: int) -> ControlState:
        """How a promise stood; without a note that holds, nobody knows."""
        return self.states.get(number, ControlState.UNKNOWN)


def write_due(now: datetime) -> int:
    """Note every day that is over and has no note yet; returns how many."""
    last = DayNote.objects.order_by("-day").first()
    first = Place.objects.order_by("at").values_list("at", flat=True).first()
    day = last.day + timedelta(days=1) if last else today(first) if first else None
    written = 0
    while day is not None and day < today(now):
        start, end = _bounds(day)
        try:
            seen = looks.as_proved(looks.between(start, end))
        except looks.Waiting:
            if now - end < _PATIENCE:
                break  # the sequencer works within a second
            seen = None
        with transaction.atomic():
            note(day, reckon(seen or (), start, end), now)
        day, written = day + timedelta(days=1), written + 1
    return written


def _bounds(day: date) -> tuple[datetime, datetime]:
    zone = zone_of(ruling_policy())
    return begins(day, zone).astimezone(UTC), begins(day + timedelta(days=1), zone).astimezone(UTC)


def note(day: date, stood: WatchedDay, now: datetime) -> UUID:
    """Write the note of a day, in the caller's transaction. What ``stood`` does not name is unknown."""
    before = DayNote.objects.filter(day__lt=day).order_by("-day").values_list("entry", flat=True).first()
    start, end = _bounds(day)
    payload: dict[str, Value] = {
        "day": day.isoformat(),
        "from": instant(start),
        "until": instant(end),
        "previous": str(before) if before else None,
        **told_of(stood),
        ControlState.UNKNOWN.value: looks.numbers(stood.states)[ControlState.UNKNOWN.value],
    }
    entry = record(Event(DAY_NOTED, payload), now=now)
    DayNote.objects.create(day=day, entry=entry)
    return entry


def strip(until: date, days: int = YEAR) -> list[Day]:
    """The days before ``until``, oldest first, each as its note proves it and its looks come to it. So many queries for
    each hundred days.
    """
    first = until - timedelta(days=days)
    rows = list(DayNote.objects.filter(day__gte=first, day__lt=until).order_by("day").values_list("day", "entry"))
    read = proven([entry for _day, entry in rows])
    seen = looks.between(_bounds(first)[0], _bounds(until)[0])
    kept = _judged(rows, read, seen)
    return [kept.get(day) or Day(day, {}) for day in (first + timedelta(days=n) for n in range(days))]


def _judged(rows: Sequence[tuple[date, UUID]], read: Mapping[UUID, Read], seen: Sequence[Look]) -> dict[date, Day]:
    kept: dict[date, Day] = {}
    before: UUID | None = None
    reckoned = False
    for day, entry in rows:
        found = read.get(entry)
        if found is None:  # it waits for its place in the tree, for a second
            kept[day] = Day(day, {}, entry)
        elif not _is_note(found, day, before):
            kept[day] = Day(day, {}, entry, is_changed=True)
        else:
            kept[day] = _day(day, entry, found.payload or {}, seen, reckoned=reckoned)
            reckoned = reckoned or "from" in (found.payload or {})
        before = entry
    return kept


def _day(day: date, entry: UUID, told: Mapping[str, Any], seen: Sequence[Look], *, reckoned: bool) -> Day:
    """A day by its note, which is what was recorded.

    Args:
        reckoned: whether a day before it was reckoned from looks; then so is this one, or nobody knows.
    """
    if "from" not in told:  # of an earlier version
        return Day(day, {} if reckoned else states_of(told), entry)
    if not agrees(told, seen):
        return Day(day, {}, entry, is_changed=True)
    return Day(day, states_of(told), entry, unseen=told.get("unseen", 0))


def _is_note(found: Read, day: date, before: UUID | None) -> bool:
    """Whether it is what was recorded, of that day, and leaves no note out before it."""
    told = found.payload
    if told is None or found.kind != DAY_NOTED.name or told.get("day") != day.isoformat():
        return False
    return before is None or told.get("previous") == str(before)


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
