"""Unique visitors without visitors: one sketch for each day, in memory alone, under a salt that ends with the day.

What is written is an integer. A day of which nobody has seen the beginning is partial; several days are never added up.
Of several web nodes that see each other the eldest writes, what all of them have seen.
"""

import time
from datetime import date

from azukari.features.statistics.models import Audience
from azukari.features.statistics.node_group import NodeGroup
from azukari.features.statistics.periods import DAY, Periods
from azukari.features.statistics.sketch import ERROR_PERMILLE

periods = Periods()
"""What this process has seen."""

_groups: list[NodeGroup] = []
_written: dict[tuple[str, date], tuple[int, bool]] = {}


def begin(day: date) -> None:
    """This process has counted since some time of that day."""
    periods.begin(day)


def count_with(group: NodeGroup) -> None:
    """Count together with other nodes."""
    _groups[:] = [group]


def saw(site: str, day: date, address: str, user_agent: str) -> None:
    """Somebody is there; what they are told apart by is forgotten when this returns."""
    periods.saw(site, day, f"{address}\n{user_agent}".encode("utf-8", "replace"))


def write(run: int, today: date) -> int:
    """Write what the days amount to, and destroy the salts of those that are over. Returns how many changed."""
    periods.is_run(run)
    changed = 0
    for group in _groups:
        while group.dropped:
            told, mine = group.dropped.pop()
            Audience.objects.filter(span=DAY, first=told.day, run=mine).delete()
    totals = periods.totals()
    if all(group.is_eldest(time.monotonic()) for group in _groups):
        for one in totals:
            key, found = (one.site, one.day), (one.people, one.partial)
            if _written.get(key) != found:
                Audience.objects.update_or_create(
                    site=one.site,
                    span=DAY,
                    first=one.day,
                    run=one.run,
                    defaults={"people": one.people, "error_permille": ERROR_PERMILLE, "partial": one.partial},
                )
                _written[key] = found
                changed += 1
    periods.end_before(today)
    for gone in _written.keys() - {(one.site, one.day) for one in totals}:
        del _written[gone]
    return changed


def forget() -> None:
    """Let go of all sketches and their salts."""
    periods.forget()
    _groups.clear()
    _written.clear()
