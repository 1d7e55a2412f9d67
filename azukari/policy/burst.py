"""Bursts of sign-ups: hours in which one domain brings far more than it used to, while the others do not. Pure.

It accuses nobody: a school that signs together looks like this as well. It says where somebody should look. What is
judged are hourly counts by tokens of domains; nobody and no machine is in them.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

LEAST = 20  # sign-ups of one domain in an hour, before anything is unusual
TIMES = 5  # so many times what was to be expected
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Hour:
    """How many sign-ups came from one domain in the hour that begins at ``at``."""

    domain: bytes
    at: datetime
    count: int


@dataclass(frozen=True, slots=True)
class Burst:
    """Unusual hours of one domain that follow each other; ``ends`` is exclusive."""

    domain: bytes
    begins: datetime
    ends: datetime
    count: int


def bursts(trend: Iterable[Hour]) -> list[Burst]:
    """The bursts in a trend, the largest first.

    An hour is compared with what the domain brought in an hour before (over the whole trend, quiet hours too), raised
    as much as the other domains rose: a campaign that is on the news does not look like an attack.
    """
    hours = sorted(trend, key=lambda one: one.at)
    if not hours:
        return []
    totals: dict[datetime, int] = defaultdict(int)
    by_domain: dict[bytes, list[Hour]] = defaultdict(list)
    for one in hours:
        totals[one.at] += one.count
        by_domain[one.domain].append(one)
    first, whole = hours[0].at, _before(totals)
    found = [burst for own in by_domain.values() for burst in _runs(own, totals, whole, first)]
    return sorted(found, key=lambda burst: (-burst.count, burst.begins, burst.domain))


def _before(totals: dict[datetime, int]) -> dict[datetime, int]:
    """How many there were before each hour, of all domains."""
    before, so_far = {}, 0
    for at in sorted(totals):
        before[at] = so_far
        so_far += totals[at]
    return before


def _runs(own: Sequence[Hour], totals: dict[datetime, int], whole: dict[datetime, int], first: datetime) -> list[Burst]:
    runs: list[Burst] = []
    so_far = 0  # of this domain, without what was unusual
    for one in own:
        past = max((one.at - first) // _HOUR, 1)
        usual, others_usual = so_far / past, (whole[one.at] - so_far) / past
        rise = max(1.0, (totals[one.at] - one.count) / max(others_usual, 1.0))
        if one.count < LEAST or one.count <= TIMES * max(usual * rise, 1.0):
            so_far += one.count
        elif runs and runs[-1].ends == one.at:
            runs[-1] = Burst(one.domain, runs[-1].begins, one.at + _HOUR, runs[-1].count + one.count)
        else:
            runs.append(Burst(one.domain, one.at, one.at + _HOUR, one.count))
    return runs
