"""Reports: totals of some days, read from whole months where there are any, and from days at both ends; each of them
from its summary, where it is over.

A constant number of queries, however many years there are.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import fmean
from typing import Any

from django.db.models import Q, QuerySet, Sum

from azukari.features.statistics.dimension import Dimension
from azukari.features.statistics.models import Audience, CountedDay, CountingRun, DayCount, MonthCount
from azukari.features.statistics.periods import DAY, MONTH, last_day
from azukari.features.statistics.summary import ONWARD, sums
from azukari.lib.percent import percent

_SILENT = timedelta(minutes=3)
"""A process that has not said so long that it lives has been cut off."""

FEW = 20
"""Of fewer than so many a share would say more than it knows."""

type Totals = Mapping[Dimension, Counter[str]]


@dataclass(frozen=True, slots=True)
class Days:
    """From the first to the last, both included."""

    since: date
    until: date

    @property
    def before(self) -> "Days":
        """As many days, right before."""
        number = (self.until - self.since).days + 1
        return Days(self.since - timedelta(days=number), self.since - timedelta(days=1))

    def months(self) -> list[date]:
        """The first days of the months that lie in it from end to end."""
        found, first = [], self.since.replace(day=1)
        while first <= self.until:
            if first >= self.since and last_day(MONTH, first) <= self.until:
                found.append(first)
            first = last_day(MONTH, first) + timedelta(days=1)
        return found


@dataclass(frozen=True, slots=True)
class Visitors:
    """About how many different visitors a day had. ``spread`` is twice the standard error: 19 of 20 lie within."""

    day: date
    people: int
    spread: int
    partial: bool


@dataclass(frozen=True, slots=True)
class Daily:
    """About how many different visitors a day had on average.

    Args:
        days: how many days of the time have a whole figure; the others are left out.
        people: on average a day. ``spread`` is twice the standard error of it.
    """

    days: int
    people: int
    spread: int


def share(part: int, whole: int) -> int | None:
    """In percent; None where the whole is less than `FEW`."""
    return percent(part, whole) if whole >= FEW else None


def trend(site: str, days: Days, page: str = "") -> Counter[date]:
    """Views by day, of the site or of one page. One query."""
    dimension, value = (Dimension.PAGE, page) if page else (Dimension.VIEWS, "")
    rows = DayCount.objects.filter(site=site, page="", dimension=dimension, value=value)
    return Counter(dict(rows.filter(day__range=(days.since, days.until)).values_list("day", "count")))


def totals(site: str, days: Days, dimensions: Iterable[Dimension], *, page: str = "") -> Totals:
    """The sums of each value of each dimension. Some five queries."""
    months = _whole_months(site, days)
    names = {dimension.value for dimension in dimensions}
    if page:
        return _of_page(site, page, days, months, names)
    return _by_dimension(sums(site, names, months=months, days=_outside(days, months)))


def totals_and_onward(site: str, days: Days, dimensions: Iterable[Dimension]) -> tuple[Totals, Counter[str]]:
    """As `totals`, and how many went on from each page, to another one or to another site. Some six queries."""
    months = _whole_months(site, days)
    names = {*(dimension.value for dimension in dimensions), ONWARD}
    found = sums(site, names, months=months, days=_outside(days, months))
    return _by_dimension(found), found.pop(ONWARD, Counter())


def _by_dimension(found: Mapping[str, Counter[str]]) -> Totals:
    return defaultdict(Counter, {Dimension(name): counts for name, counts in found.items() if name != ONWARD})


def _of_page(site: str, page: str, days: Days, months: list[date], names: set[str]) -> Totals:
    found: defaultdict[Dimension, Counter[str]] = defaultdict(Counter)
    asked = Q(pk__in=())
    for stretch in _outside(days, months):
        asked |= Q(day__range=stretch)
    parts: list[QuerySet[Any]] = [DayCount.objects.filter(asked)]
    if months:
        parts.append(MonthCount.objects.filter(day__in=months))
    for part in parts:
        rows = part.filter(site=site, page=page, dimension__in=names).values_list("dimension", "value")
        for dimension, value, count in rows.annotate(total=Sum("count")).order_by():
            found[Dimension(dimension)][value] += count
    return found


def _whole_months(site: str, days: Days) -> list[date]:
    """The months of which every day that was counted is over and folded."""
    months = days.months()
    if not months:
        return []
    whole = Days(months[0], last_day(MONTH, months[-1]))
    folded = CountedDay.objects.filter(site=site, day__range=(whole.since, whole.until)).values_list("day", flat=True)
    open_days = set(trend(site, whole)) - set(folded)
    return [first for first in months if first not in {day.replace(day=1) for day in open_days}]


def _outside(days: Days, months: list[date]) -> list[tuple[date, date]]:
    """The stretches of days that are in none of these months."""
    found, since = [], days.since
    for first in months:
        if since < first:
            found.append((since, first - timedelta(days=1)))
        since = last_day(MONTH, first) + timedelta(days=1)
    return [*found, (since, days.until)] if since <= days.until else found


def visitors(site: str, days: Days) -> list[Visitors]:
    """The audience of each of these days, the latest first. Several processes are never added up: the one that saw
    most is told, and that it is only a part. One query.
    """
    rows = Audience.objects.filter(site=site, span=DAY, first__range=(days.since, days.until))
    best: dict[date, Visitors] = {}
    for row in rows.order_by("first", "people"):
        spread = round(row.people * row.error_permille * 2 / 1000)
        best[row.first] = Visitors(row.first, row.people, spread, partial=row.first in best or row.partial)
    return [best[day] for day in sorted(best, reverse=True)]


def daily(found: Sequence[Visitors]) -> Daily | None:
    """Their average over the days that were counted from their beginning to their end; None where there are none."""
    whole = [one for one in found if not one.partial]
    if not whole:
        return None
    spread = math.hypot(*(one.spread for one in whole)) / len(whole)
    return Daily(len(whole), round(fmean(one.people for one in whole)), math.ceil(spread))


def cut_off(days: Days, now: datetime) -> list[date]:
    """The days on which a process that counted was cut off, so that up to one interval is missing. One query."""
    runs = CountingRun.objects.filter(ended=False, beat_at__lt=now - _SILENT)
    return sorted(set(runs.filter(day__range=(days.since, days.until)).values_list("day", flat=True)))
