"""State of a day, from what the controls said in it: of each promise the worst that was seen.

A look is worth something for some hours. Where the next one does not come in time (the worker stood still, or an entry
was taken away) nobody knows how things stood meanwhile, and the day counts as unknown, not as kept. Pure, and without
Django: the program that notes the day, the page, and a witness elsewhere all reckon by it.
"""

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from azukari.lib.control import ControlState

GOOD_FOR = timedelta(hours=8)
"""So long after a look it is still known how things stand: rounds begin every six hours."""
_HOUR, _DAY, _CLOCK_CHANGE = timedelta(hours=1), timedelta(days=1), timedelta(hours=2)
_FARTHEST = timedelta(hours=15)  # from the day of UTC, wherever the organisation is


@dataclass(frozen=True, slots=True)
class Look:
    """What all controls together said at a moment.

    Args:
        id: of its entry in the ledger.
        states: how each promise stood, by its number.
    """

    id: str
    at: datetime
    states: Mapping[int, ControlState]


@dataclass(frozen=True, slots=True)
class WatchedDay:
    """How a day stood.

    Args:
        states: of each promise that was looked at, by its number.
        looks: how many there were.
        last: the entry of the last one before the day was over; ``""`` if there never was one.
        unseen: hours of which nobody knows, begun ones counted as whole.
    """

    states: Mapping[int, ControlState] = field(default_factory=dict)
    looks: int = 0
    last: str = ""
    unseen: int = 24


def worst(states: Collection[ControlState]) -> ControlState:
    """What is known of a promise from what is known of its parts: one break breaks it, one doubt leaves it unknown,
    and where nobody looks, nobody knows.
    """
    if ControlState.BROKEN in states:
        return ControlState.BROKEN
    if not states or ControlState.UNKNOWN in states:
        return ControlState.UNKNOWN
    return ControlState.KEPT


def reckon(looks: Sequence[Look], start: datetime, end: datetime) -> WatchedDay:
    """How a day stood.

    Args:
        looks: in the order of the ledger; those before the day and after it do not colour it, but the last
            one before it says whether its first hours were watched.
        start, end: of the day; the end does not belong to it.
    """
    earlier = [look for look in looks if look.at < end]
    within = [look for look in earlier if look.at >= start]
    unseen = _unseen([look.at for look in earlier], start, end)
    numbers = sorted({number for look in within for number in look.states})
    states = {n: worst([look.states.get(n, ControlState.UNKNOWN) for look in within]) for n in numbers}
    if unseen:
        states = {n: worst([state, ControlState.UNKNOWN]) for n, state in states.items()}
    return WatchedDay(states, len(within), earlier[-1].id if earlier else "", unseen)


def _unseen(moments: Sequence[datetime], start: datetime, end: datetime) -> int:
    unknown, known_until = timedelta(0), start
    for at in sorted(moments):
        if at > known_until:
            unknown += at - known_until
        known_until = max(known_until, at + GOOD_FOR)
    unknown += max(end - known_until, timedelta(0))
    return -(-unknown // _HOUR)


def states_of(told: Mapping[str, Any]) -> dict[int, ControlState]:
    """How each promise stood, as the payload of an entry tells it: numbers by their state."""
    return {int(number): state for state in ControlState for number in told.get(state.value, ())}


def told_of(day: WatchedDay) -> dict[str, Any]:
    """What a note says that is reckoned from looks; whatever is named in neither list is unknown."""
    named: dict[str, Any] = {
        state.value: sorted(n for n, s in day.states.items() if s is state)
        for state in (ControlState.KEPT, ControlState.BROKEN)
    }
    return named | {"looks": day.looks, "last": day.last or None, "unseen": day.unseen}


def agrees(note: Mapping[str, Any], looks: Sequence[Look]) -> bool:
    """Whether the note of a day says what the looks of that day come to.

    Args:
        note: its payload, which names the moments at which the day began and ended.
        looks: of this day and of others, by their moments.

    Raises:
        ValueError, KeyError, TypeError: it is no such note.
    """
    start, end = datetime.fromisoformat(note["from"]), datetime.fromisoformat(note["until"])
    midnight = datetime.combine(date.fromisoformat(note["day"]), time(), UTC)
    if abs(start - midnight) > _FARTHEST or abs(end - start - _DAY) > _CLOCK_CHANGE:
        return False
    first = bisect_left(looks, start - GOOD_FOR, key=lambda look: look.at)
    within = looks[first : bisect_left(looks, end, key=lambda look: look.at)]
    return all(note.get(key) == value for key, value in told_of(reckon(within, start, end)).items())
