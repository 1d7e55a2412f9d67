"""Suppression of small numbers in two years of months: primary, and complementary where sums are told beside them.

A sum is told of the year, and of last year's months up to the present one. What could be found by subtraction is hidden
with what is small (`lib.small_cells`). States at the end of a month do not add up, so only small ones are hidden.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from azukari.lib.small_cells import fold


@dataclass(frozen=True, slots=True)
class Told:
    """What may be told of a year.

    Args:
        months: those whose number is told.
        year: whether the sum of the year is told.
        part: whether the sum of its first months is.
    """

    months: frozenset[date]
    year: bool
    part: bool


def told(behind: Mapping[date, int], first: Sequence[date], *, least: int) -> Told:
    """What may be told of a year, by how many stand behind each month.

    Args:
        first: the months of the part.
        least: what is fewer than that is hidden, unless it is nothing.
    """
    part = {month: n for month, n in behind.items() if month in first}
    rest = {month: n for month, n in behind.items() if month not in first}
    if not _may(sum(behind.values()), least):
        return Told(frozenset(month for month, n in behind.items() if not n), year=False, part=False)
    apart = _may(sum(part.values()), least) and _may(sum(rest.values()), least)
    groups = (part, rest) if apart else (behind,)
    return Told(frozenset(month for group in groups for month in _months(group, least)), year=True, part=apart)


def _may(count: int, least: int) -> bool:
    return not 0 < count < least


def _months(group: Mapping[date, int], least: int) -> set[date]:
    shown, _folded = fold({month.isoformat(): n for month, n in group.items()}, least=least)
    return {month for month, n in group.items() if not n or month.isoformat() in shown}
