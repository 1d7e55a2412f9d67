"""Sketches of the days, weeks and months of one process, each under a salt that is written nowhere.

Where several web nodes count, one of them draws the salt of a period and the others use the same, so that a sketch of
one node merged with that of another is one that saw the visitors of both (`node_group`).
"""

import secrets
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import blake2b

from azukari.statistics.sketch import Sketch

DAY, WEEK, MONTH = "day", "week", "month"
_BEHIND = timedelta(days=2)

type Span = tuple[str, date]


@dataclass(frozen=True, slots=True)
class Share:
    """What one node tells another of a period.

    Args:
        run: the process that drew the salt, under whose name the period is written down.
        partial: whether visitors of the period are missing.
        site: whose registers these are; empty where the period alone is told.
    """

    span: str
    first: date
    salt: bytes
    run: int
    partial: bool
    site: str = ""
    registers: bytes = b""


@dataclass(frozen=True, slots=True)
class Total:
    """About how many there were, as it is to be written down."""

    site: str
    span: str
    first: date
    run: int
    people: int
    partial: bool


@dataclass(slots=True)
class _Period:
    partial: bool
    salt: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    run: int = 0
    sites: dict[str, tuple[bytes, Sketch]] = field(default_factory=dict)

    def of(self, site: str) -> tuple[bytes, Sketch]:
        """The salt and the sketch of a site."""
        if (found := self.sites.get(site)) is None:
            salt = blake2b(site.encode(), digest_size=16, key=self.salt).digest()
            found = self.sites[site] = salt, Sketch()
        return found


class Periods:
    """What one process knows of its visitors: how many they are."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._periods: dict[Span, _Period] = {}
        self._began: date | None = None
        self._run = 0

    def begin(self, day: date) -> None:
        """This process has counted since some time of that day."""
        with self._lock:
            self._began = day

    def is_run(self, run: int) -> None:
        """The name under which what begins here is written down."""
        with self._lock:
            self._run = run
            for period in self._periods.values():
                period.run = period.run or run

    def saw(self, site: str, day: date, mark: bytes) -> None:
        """Somebody is there; what they are told apart by is forgotten when this returns."""
        with self._lock:
            for span in spans(day):
                salt, sketch = self._period(span, day).of(site)
                sketch.add(int.from_bytes(blake2b(mark, digest_size=8, key=salt).digest()))

    def prepare(self, day: date) -> None:
        """Draw the salts of the periods of a day and of those that follow, so that all nodes have them in time."""
        with self._lock:
            for span, first in spans(day):
                self._period((span, first), day)
                self._period((span, last_day(span, first) + timedelta(days=1)), day)

    def _period(self, span: Span, day: date) -> _Period:
        if (found := self._periods.get(span)) is None:
            found = self._periods[span] = _Period(partial=span[1] <= (self._began or day), run=self._run)
        return found

    def shares(self) -> list[Share]:
        """All that another node needs to have seen what this one has."""
        with self._lock:
            return [
                Share(span, first, period.salt, period.run, period.partial, site, registers)
                for (span, first), period in self._periods.items()
                if period.run
                for site, registers in (("", b""), *((site, one.registers) for site, (_, one) in period.sites.items()))
            ]

    def take(self, told: Share, *, is_elder: bool) -> int:
        """See what another node has seen. Of two salts that of the elder node is kept; what was seen under the
        other one is let go.

        Returns:
            the run under which this process may have written the period before, 0 where it has not.
        """
        with self._lock:
            mine, dropped = self._periods.get((told.span, told.first)), 0
            if mine is None or (mine.salt != told.salt and is_elder):
                is_less = mine is not None and bool(mine.sites)
                dropped = mine.run if mine and mine.run != told.run else 0
                mine = _Period(told.partial or is_less, told.salt, told.run)
                self._periods[told.span, told.first] = mine
            if mine.salt == told.salt:
                mine.partial |= told.partial
                if told.site:
                    mine.of(told.site)[1].merge(Sketch(told.registers))
            return dropped

    def totals(self) -> list[Total]:
        """What the periods amount to."""
        with self._lock:
            return [
                Total(site, span, first, period.run, sketch.estimate(), period.partial)
                for (span, first), period in self._periods.items()
                for site, (_, sketch) in period.sites.items()
            ]

    def let_go(self, today: date) -> None:
        """Forget the periods that are over, their salts among them."""
        with self._lock:
            for span, first in [
                (span, first) for span, first in self._periods if last_day(span, first) + _BEHIND < today
            ]:
                del self._periods[span, first]

    def forget(self) -> None:
        """Let go of all sketches and their salts."""
        with self._lock:
            self._periods.clear()
            self._began, self._run = None, 0


def spans(day: date) -> Iterator[Span]:
    """The periods to which a day belongs."""
    yield DAY, day
    yield WEEK, day - timedelta(days=day.weekday())
    yield MONTH, day.replace(day=1)


def last_day(span: str, first: date) -> date:
    """The last day of a period."""
    if span == MONTH:
        return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return first + timedelta(days=6 if span == WEEK else 0)
