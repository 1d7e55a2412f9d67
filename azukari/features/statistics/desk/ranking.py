"""Ranking: the values of a dimension with their counts and shares, the rare ones together."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise

from azukari.features.statistics.desk.words import ORDERED, TITLES, name
from azukari.features.statistics.dimension import OTHER, Dimension
from azukari.features.statistics.fold import is_folded
from azukari.lib.percent import percent


@dataclass(frozen=True, slots=True)
class RankedRow:
    """
    Args:
        share: of all, in percent.
        length: of its bar, in percent of the longest.
        link: where its details stand, or ``""``.
        before: the count in the time before, or None where it is not compared.
    """

    name: str
    value: str
    count: int
    share: int
    length: int
    link: str = ""
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Ranking:
    """``more`` is the number of values that are not shown."""

    dimension: Dimension
    title: Promise | str
    rows: tuple[RankedRow, ...]
    more: int


def ranking(
    dimension: Dimension,
    counts: Mapping[str, int],
    lang: str,
    *,
    least: int,
    most: int = 10,
    link: Callable[[str], str] = lambda _value: "",
    before: Mapping[str, int] | None = None,
    page: Callable[[str], str] = str,
) -> Ranking:
    """The ``most`` frequent values; what has fewer than ``least`` is told as one, as it will be from the day's end.

    Args:
        page: what a page is called, by its address.
    """
    told = together(dimension, counts, least)
    order = ORDERED.get(dimension)
    ranked = [(v, told[v]) for v in order if v in told] if order else sorted(told.items(), key=_by_count)
    total, longest = sum(told.values()), max(told.values(), default=0)
    rows = tuple(
        RankedRow(
            name=name(dimension, value, lang, page),
            value=value,
            count=count,
            share=percent(count, total),
            length=percent(count, longest),
            link="" if value == OTHER else link(value),
            before=None if before is None else before.get(value, 0),
        )
        for value, count in ranked[:most]
    )
    return Ranking(dimension, TITLES[dimension], rows, max(0, len(ranked) - most))


def together(dimension: Dimension, counts: Mapping[str, int], least: int) -> Counter[str]:
    """The counts as they may be told."""
    found: Counter[str] = Counter()
    for value, count in counts.items():
        found[OTHER if is_folded(dimension) and count < least else value] += count
    return found


def _by_count(item: tuple[str, int]) -> tuple[bool, int, str]:
    value, count = item
    return value == OTHER, -count, value
