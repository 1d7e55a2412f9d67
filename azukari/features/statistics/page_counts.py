"""Write-behind counter of page use: counts gather in memory, and a batch at a time is added to the rollups.

However much is thrown at it, it stays within its bounds: new keys wait up to a limit, then they are `OTHER`; and what
a day has more of different values than a dimension may have is `OTHER` as well. A value that comes from a link waits in
memory until as many views have it as the policy says; what has fewer when the day or the process ends is `OTHER`.
"""

import threading
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date

from django.db import transaction

from azukari.core.database.rows import insert
from azukari.features.statistics.counter import taken
from azukari.features.statistics.dimension import BOUNDS, CROSSED_IN_ALL, OTHER, Dimension
from azukari.features.statistics.hit import Counted
from azukari.features.statistics.models import DayCount

MOST_WAITING = 50_000
MOST_HELD = 5_000
"""Values of links that wait for more views; what comes after them is `OTHER`."""

type Key = tuple[str, date, Dimension, str, str]
"""A site, a day, a dimension, a page or ``""``, a value."""

_lock = threading.Lock()
_waiting: Counter[Key] = Counter()
_held: Counter[Key] = Counter()
_known: dict[tuple[str, date], "_Known"] = {}


class _Known:
    """The different values that a site has had on a day."""

    def __init__(self, rows: Iterable[tuple[str, str, str]]) -> None:
        self._values: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        self._crossed = 0
        for page, dimension, value in rows:
            self._add(page, dimension, value)

    def _add(self, page: str, dimension: str, value: str) -> None:
        self._values[page, dimension].add(value)
        self._crossed += bool(page)

    def has(self, dimension: Dimension, page: str, value: str) -> bool:
        """Whether the day has that value already."""
        return value in self._values[page, dimension]

    def within(self, page: str, dimension: Dimension, value: str) -> tuple[str, str] | None:
        """The page and the value under which it is kept; None where it is not."""
        values, bound = self._values[page, dimension], BOUNDS[dimension]
        if value in values:
            return page, value
        if page and (page not in self._values["", Dimension.PAGE] or self._crossed >= CROSSED_IN_ALL):
            return None
        kept = value if len(values) < (bound.crossed if page else bound.values) else OTHER
        if kept not in values:
            self._add(page, dimension, kept)
        return page, kept


def note(site: str, day: date, counted: Iterable[Counted]) -> None:
    """Add what was counted. No query, no wait."""
    with _lock:
        full = len(_waiting) >= MOST_WAITING
        for dimension, page, value, more in counted:
            key = site, day, dimension, page, value
            if full and key not in _waiting:
                if page:
                    continue
                key = site, day, dimension, "", OTHER
            _waiting[key] += more


def flush(*, least: int, today: date, last: bool = False) -> int:
    """Write down what waits, in one transaction. Returns how many totals grew.

    Args:
        least: as many views a value of a link must have before it is written, by the policy.
        today: what has too few views of an earlier day is `OTHER`.
        last: whether the process ends: nothing is held any more.

    Raises:
        DatabaseError: it could not be written; it goes on waiting.
    """
    with taken(_waiting, _lock) as some:
        ready, held = _apart(some + _held, least=least, today=date.max if last else today)
        written = write(ready) if ready else 0
        _held.clear()
        _held.update(held)
        return written


def _apart(counts: Counter[Key], *, least: int, today: date) -> tuple[Counter[Key], Counter[Key]]:
    """What may be written, and what is held until more views have it."""
    ready: Counter[Key] = Counter()
    held: Counter[Key] = Counter()
    for key, more in counts.items():
        site, day, dimension, page, value = key
        if not BOUNDS[dimension].held or value == OTHER or more >= least or _known_of(site, day).has(*key[2:]):
            ready[key] += more
        elif day < today or len(held) >= MOST_HELD:
            ready[site, day, dimension, page, OTHER] += more
        else:
            held[key] = more
    return ready, held


def fold_held(counts: Counter[Key], *, least: int) -> Counter[Key]:
    """Counts of days that are over, with the values of links that too few views have as `OTHER`."""
    return _apart(counts, least=least, today=date.max)[0]


def write(counts: Counter[Key]) -> int:
    """Add to the totals of days what of it is within bounds, in one transaction. Returns how many grew."""
    try:
        rows = _bounded(counts)
        with transaction.atomic(durable=True):
            add(rows)
    except BaseException:
        _known.clear()
        raise
    return len(rows)


def add(rows: dict[Key, int]) -> None:
    """Add to the totals of days, in the transaction of the caller."""
    ordered = sorted(rows.items())
    insert(
        DayCount,
        [(site, page, day, dimension.value, value, n) for (site, day, dimension, page, value), n in ordered],
    )


def _bounded(counts: Counter[Key]) -> dict[Key, int]:
    """What is kept of it, a day of a site after the other: pages come before what is crossed with them, and the
    frequent before the rare.
    """
    rows: Counter[Key] = Counter()
    for key, more in sorted(counts.items(), key=lambda item: (*item[0][:2], bool(item[0][3]), -item[1])):
        site, day, dimension, page, value = key
        if kept := _known_of(site, day).within(page, dimension, value):
            rows[site, day, dimension, *kept] += more
    return rows


def _known_of(site: str, day: date) -> _Known:
    found = _known.get((site, day))
    if found is None:
        if len(_known) > 8:
            _known.clear()
        rows = DayCount.objects.filter(site=site, day=day).values_list("page", "dimension", "value")
        found = _known[site, day] = _Known(rows)
    return found


def forget() -> None:
    """Let go of what waits."""
    with _lock:
        _waiting.clear()
        _held.clear()
    _known.clear()
