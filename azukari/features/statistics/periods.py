"""Visitors of each day, as sketches in memory, under a salt that is written nowhere and destroyed as the day ends.

Without the salt a sketch says how many there were and of nobody whether they came, so a dump of the memory tells no
more than the day on which it was taken. There is no sketch of a week or a month: its salt would live as long.

Where several web nodes count, one of them draws the salt of a day and the others use the same, so that a sketch of one
node merged with that of another is one that saw the visitors of both (`node_group`).
"""

import hmac
import secrets
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from azukari.features.statistics.sketch import Sketch

DAY, MONTH = "day", "month"
_SALT = 16  # bytes
_MERGED = timedelta(days=2)
"""So long after its end a day's sketch is kept, without its salt, for what other nodes still tell of it."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one node tells another of a day.

    Args:
        name: tells days apart that were counted under different salts.
        salt: empty once the day is over.
        run: the process that drew the salt, under whose name the day is written down.
        partial: whether visitors of the day are missing.
        site: whose registers these are; empty where the day alone is told.
    """

    day: date
    name: bytes
    salt: bytes
    run: int
    partial: bool
    site: str = ""
    registers: bytes = b""


@dataclass(frozen=True, slots=True)
class Total:
    """About how many there were, as it is to be written down."""

    site: str
    day: date
    run: int
    people: int
    partial: bool


@dataclass(slots=True)
class _Day:
    partial: bool
    salt: bytearray = field(default_factory=lambda: _random(_SALT))
    name: bytes = field(default_factory=lambda: secrets.token_bytes(_SALT))
    run: int = 0
    sites: dict[str, Sketch] = field(default_factory=dict)

    def of(self, site: str) -> Sketch:
        return self.sites.setdefault(site, Sketch())

    def end(self) -> None:
        """Destroy the salt: overwritten in place, and dropped."""
        self.salt[:] = bytes(len(self.salt))
        self.salt.clear()


def _random(size: int) -> bytearray:
    """Random bytes that are written to one place in memory, which can be overwritten."""
    made = bytearray(size)
    with open("/dev/urandom", "rb", buffering=0) as source:  # noqa: PTH123 - `os.urandom` leaves a copy behind
        source.readinto(made)
    return made


class Periods:
    """What one process knows of its visitors: how many they are."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._days: dict[date, _Day] = {}
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
            for known in self._days.values():
                known.run = known.run or run

    def saw(self, site: str, day: date, mark: bytes) -> None:
        """Somebody is there; what they are told apart by is forgotten when this returns. A day that has ended takes
        nobody any more.
        """
        with self._lock:
            known = self._day(day)
            if known.salt:
                # HMAC by OpenSSL, which clears what it worked with; hashlib's blake2b leaves the key on the stack.
                digest = hmac.digest(known.salt, site.encode() + b"\n" + mark, "sha256")
                known.of(site).add(int.from_bytes(digest[:8]))

    def prepare(self, days: Iterable[date]) -> None:
        """Draw the salts of days that are about to begin, so that all nodes have them in time."""
        with self._lock:
            for day in days:
                self._day(day)

    def _day(self, day: date) -> _Day:
        if (found := self._days.get(day)) is None:
            found = self._days[day] = _Day(partial=day <= (self._began or day), run=self._run)
        return found

    def shares(self) -> list[Share]:
        """All that another node needs to have seen what this one has."""
        with self._lock:
            return [
                Share(day, known.name, bytes(known.salt), known.run, known.partial, site, registers)
                for day, known in self._days.items()
                if known.run
                for site, registers in (("", b""), *((site, one.registers) for site, one in known.sites.items()))
            ]

    def take(self, told: Share, *, is_elder: bool) -> int:
        """See what another node has seen. Of two salts that of the elder node is kept; what was seen under the
        other one is dropped.

        Returns:
            the run under which this process may have written the day before, 0 where it has not.
        """
        with self._lock:
            mine, dropped = self._days.get(told.day), 0
            if mine is None or (mine.name != told.name and is_elder):
                is_less = mine is not None and bool(mine.sites)
                dropped = mine.run if mine and mine.run != told.run else 0
                if mine:
                    mine.end()
                mine = _Day(told.partial or is_less, bytearray(told.salt), told.name, told.run)
                self._days[told.day] = mine
            if mine.name == told.name:
                mine.partial |= told.partial
                if told.site:
                    mine.of(told.site).merge(Sketch(told.registers))
            return dropped

    def totals(self) -> list[Total]:
        """What the days amount to."""
        with self._lock:
            return [
                Total(site, day, known.run, sketch.estimate(), known.partial)
                for day, known in self._days.items()
                for site, sketch in known.sites.items()
            ]

    def end_before(self, today: date) -> None:
        """Destroy the salts of the days that are over, and forget those of which no node tells any more."""
        with self._lock:
            for day, known in list(self._days.items()):
                if day < today:
                    known.end()
                if day + _MERGED < today:
                    del self._days[day]

    def forget(self) -> None:
        """Let go of all sketches, and destroy their salts."""
        with self._lock:
            for known in self._days.values():
                known.end()
            self._days.clear()
            self._began, self._run = None, 0


def last_day(span: str, first: date) -> date:
    """The last day of a day or of a month."""
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1) if span == MONTH else first
