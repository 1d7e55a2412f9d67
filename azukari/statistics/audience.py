"""Unique visitors without visitors: one sketch for each day, week and month, in memory alone.

Each is under a salt of its own that is never written, so that nothing of one period can be compared with another, and
nothing at all once the process has ended. What is written is an integer. A period of which this process has not seen
the beginning is partial; several periods are never added up.
"""

import secrets
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import blake2b

from azukari.statistics.models import Audience
from azukari.statistics.sketch import ERROR_PERMILLE, Sketch

DAY, WEEK, MONTH = "day", "week", "month"
_BEHIND = timedelta(days=2)


@dataclass(slots=True)
class _Period:
    partial: bool
    salt: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    sketch: Sketch = field(default_factory=Sketch)
    written: int = -1


type _Key = tuple[str, str, date]

_lock = threading.Lock()
_periods: dict[_Key, _Period] = {}
_began: list[date] = []


def begin(day: date) -> None:
    """This process has counted since some time of that day."""
    with _lock:
        _began[:] = [day]


def saw(site: str, day: date, address: str, user_agent: str) -> None:
    """Somebody is there; what they are told apart by is forgotten when this returns."""
    mark = f"{address}\n{user_agent}".encode("utf-8", "replace")
    with _lock:
        began = _began[0] if _began else day
        for span, first in _firsts(day):
            key = site, span, first
            period = _periods.get(key)
            if period is None:
                period = _periods[key] = _Period(partial=first <= began)
            period.sketch.add(int.from_bytes(blake2b(mark, digest_size=8, key=period.salt).digest()))


def _firsts(day: date) -> Iterator[tuple[str, date]]:
    yield DAY, day
    yield WEEK, day - timedelta(days=day.weekday())
    yield MONTH, day.replace(day=1)


def write(run: int, today: date) -> int:
    """Write what the periods amount to, and let go of those that are over. Returns how many changed."""
    with _lock:
        found = [(key, period, period.sketch.estimate()) for key, period in _periods.items()]
    changed = [(key, period, people) for key, period, people in found if people != period.written]
    for (site, span, first), period, people in changed:
        Audience.objects.update_or_create(
            site=site,
            span=span,
            first=first,
            run=run,
            defaults={"people": people, "error_permille": ERROR_PERMILLE, "partial": period.partial},
        )
        period.written = people
    with _lock:
        for key in [key for key in _periods if last_day(key[1], key[2]) + _BEHIND < today]:
            del _periods[key]
    return len(changed)


def last_day(span: str, first: date) -> date:
    """The last day of a period."""
    if span == MONTH:
        return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return first + timedelta(days=6 if span == WEEK else 0)


def forget() -> None:
    """Let go of all sketches and their salts."""
    with _lock:
        _periods.clear()
        _began.clear()
