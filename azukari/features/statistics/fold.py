"""Folding at the day's end: what fewer views had than the policy says becomes ``*``; then the month gets the day,
and both their summaries.

It is done to days that are over, once each, and again to a day into which something was imported. The rows of a month
are made anew out of its folded days, so doing it twice does no harm.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Sum

from azukari.core.policy_versions.current import ruling_policy
from azukari.features.statistics import page_counts
from azukari.features.statistics.dimension import BOUNDS, MANY_PAGES, OTHER, Dimension
from azukari.features.statistics.models import CountedDay, DayCount, MonthCount
from azukari.features.statistics.periods import DAY, MONTH
from azukari.features.statistics.summary import summarise

_LATE = timedelta(minutes=15)
"""So long after midnight the last counts of a day may still be written."""

_MONTH = """INSERT INTO statistics_monthcount (site, page, day, dimension, value, count)
SELECT site, page, %s, dimension, value, SUM(count) FROM statistics_daycount
WHERE site = %s AND day >= %s AND day < %s AND (site, day) IN (SELECT site, day FROM statistics_countedday)
GROUP BY site, page, dimension, value"""

_OF_PAGES = frozenset({Dimension.PAGE, Dimension.ENTRY, Dimension.TOLD, Dimension.READ, Dimension.SECONDS})


def fold_days(now: datetime) -> int:
    """Fold every day that is over and not folded yet. Returns how many."""
    if (policy := ruling_policy()) is None:
        return 0
    today = policy.organisation.day(now - _LATE)
    days = DayCount.objects.filter(day__lt=today, dimension=Dimension.VIEWS).values_list("site", "day").distinct()
    done = set(CountedDay.objects.values_list("site", "day"))
    waiting = sorted(set(days) - done)
    fold(waiting, least=policy.statistics.fold_below)
    return len(waiting)


def fold(days: Iterable[tuple[str, date]], *, least: int) -> None:
    """Fold these days of these sites, and bring their months up to date."""
    months = set()
    for site, day in days:
        with transaction.atomic(durable=True):
            _fold(site, day, least)
            summarise(site, DAY, day)
            CountedDay.objects.get_or_create(site=site, day=day)
        months.add((site, day.replace(day=1)))
    for site, first in sorted(months):
        sum_month(site, first)


def _fold(site: str, day: date, least: int) -> None:
    rows = DayCount.objects.filter(site=site, day=day)
    names = [dimension.value for dimension in BOUNDS if is_folded(dimension)]
    if rows.filter(page="", dimension=Dimension.PAGE).count() > MANY_PAGES:
        names += [dimension.value for dimension in _OF_PAGES]
    rare = rows.filter(dimension__in=names, count__lt=least).exclude(value=OTHER)
    more: defaultdict[page_counts.Key, int] = defaultdict(int)
    for page, dimension, total in rare.values_list("page", "dimension").annotate(total=Sum("count")):
        more[site, day, Dimension(dimension), page, OTHER] += total
    rare.delete()
    page_counts.add(more)


def is_folded(dimension: Dimension) -> bool:
    """Whether its rare values are told as one."""
    return BOUNDS[dimension].folded


def sum_month(site: str, first: date) -> None:
    """Make the rows of a month anew out of its days that are over."""
    after = (first + timedelta(days=31)).replace(day=1)
    with transaction.atomic(durable=True):
        MonthCount.objects.filter(site=site, day=first).delete()
        with connection.cursor() as cursor:
            cursor.execute(_MONTH, [first, site, first, after])
        summarise(site, MONTH, first)
