"""A second bookkeeping of shifts, by their events alone. It imports nothing of ours; it was written from the rules.

Events are tuples: what happened, to which shift, and to whom. Who has a place, who waits, and every sum is worked out
here.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Turn:
    """Somebody on a shift or on its waiting list, with whom they bring."""

    who: int
    size: int
    has_place: bool = False
    minutes: int | None = None
    absent: bool = False
    wants_cover: bool = False


@dataclass
class Work:
    """A shift; ``line`` in the order in which people came."""

    month: str
    length: int
    places: int
    line: list[Turn] = field(default_factory=list)
    off: bool = False
    seeking: list[Turn] = field(default_factory=list)

    @property
    def free(self) -> int:
        return self.places - sum(turn.size for turn in self.line if turn.has_place)

    def find(self, who: int) -> Turn:
        return next(turn for turn in self.line if turn.who == who)

    def fill(self) -> None:
        """Whoever fits moves up; then a place passes on whose holder asks for cover, if somebody fits into it."""
        for turn in self.line:
            if not turn.has_place and turn.size <= self.free:
                turn.has_place = True
        for turn in list(self.seeking):
            room = self.free + turn.size
            if any(not other.has_place and other.size <= room for other in self.line):
                self.seeking.remove(turn)
                self.line.remove(turn)
                self.fill()


class Recount:
    """All sums after some events."""

    def __init__(self, events: Iterable[tuple[Any, ...]]) -> None:
        self.shifts: dict[int, Work] = {}
        for what, shift, *about in events:
            getattr(self, f"_{what}")(shift, *about)

    def _shift(self, shift: int, month: str, length: int, places: int) -> None:
        self.shifts[shift] = Work(month, length, places)

    def _take(self, shift: int, who: int, size: int) -> None:
        self.shifts[shift].line.append(Turn(who, size))
        self.shifts[shift].fill()

    def _cancel(self, shift: int, who: int) -> None:
        here = self.shifts[shift]
        gone = here.find(who)
        here.line.remove(gone)
        here.seeking = [turn for turn in here.seeking if turn is not gone]
        here.fill()

    def _cover(self, shift: int, who: int) -> None:
        here = self.shifts[shift]
        here.seeking.append(here.find(who))
        here.fill()

    def _places(self, shift: int, places: int) -> None:
        self.shifts[shift].places = places
        self.shifts[shift].fill()

    def _came(self, shift: int, who: int, minutes: int | None) -> None:
        turn = self.shifts[shift].find(who)
        turn.minutes, turn.absent = self.shifts[shift].length if minutes is None else minutes, False

    def _absent(self, shift: int, who: int) -> None:
        turn = self.shifts[shift].find(who)
        turn.minutes, turn.absent = None, True

    def _undo(self, shift: int, who: int) -> None:
        turn = self.shifts[shift].find(who)
        turn.minutes, turn.absent = None, False

    def _off(self, shift: int) -> None:
        self.shifts[shift].off = True

    def sums(self) -> dict[str, dict[str, int]]:
        """By month, of the shifts that took place: shifts, places, filled, minutes, came, absent."""
        found: dict[str, Counter[str]] = {}
        for work in self.shifts.values():
            if not work.off:
                sums = found.setdefault(work.month, Counter())
                held = [turn for turn in work.line if turn.has_place]
                sums["shifts"] += 1
                sums["places"] += work.places
                sums["filled"] += min(work.places, sum(turn.size for turn in held))
                sums["minutes"] += sum((turn.minutes or 0) * turn.size for turn in held)
                sums["came"] += sum(turn.size for turn in held if turn.minutes is not None)
                sums["absent"] += sum(turn.absent for turn in held)
        return {month: dict(sums) for month, sums in found.items()}

    def waiting(self) -> dict[int, list[int]]:
        """Of each shift that took place: who waits, in their order."""
        return {
            shift: [turn.who for turn in work.line if not turn.has_place]
            for shift, work in self.shifts.items()
            if not work.off
        }
