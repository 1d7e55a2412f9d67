"""Summaries: all totals of a site's day or month in one row, so that a report reads a row a day and not a thousand.

They are made out of the counts in the transaction that folds them, and say nothing that these do not say. A day that is
not over, and any other that has no summary, is read from its counts.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from datetime import date, timedelta
from typing import Any, Final

import msgspec
from django.db.models import Q, QuerySet, Sum

from azukari.features.statistics.dimension import Dimension
from azukari.features.statistics.models import DayCount, MonthCount, Summary
from azukari.features.statistics.periods import DAY, MONTH

ONWARD: Final = "onward"
"""Beside the dimensions: how many went on from each page, to another one or to another site."""

_LEADS_ON = (Dimension.NEXT, Dimension.OUTBOUND)
_parts = msgspec.json.Decoder(dict[str, msgspec.Raw])
_counts = msgspec.json.Decoder(dict[str, int])

type Sums = defaultdict[str, Counter[str]]


def summarise(site: str, span: str, first: date) -> None:
    """Make the summary of a day or of a month anew, in the transaction of the caller."""
    rows = (DayCount if span == DAY else MonthCount).objects.filter(site=site, day=first)
    kept: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for dimension, value, count in rows.filter(page="").values_list("dimension", "value", "count"):
        kept[dimension][value] = count
    kept[ONWARD] = dict(_onward(rows))
    text = msgspec.json.encode(kept).decode()
    Summary.objects.update_or_create(site=site, span=span, first=first, defaults={"totals": text})


def sums(site: str, names: Set[str], *, months: Sequence[date], days: Iterable[tuple[date, date]]) -> Sums:
    """The sum of each value, by the names of dimensions or `ONWARD`. Three to five queries.

    Args:
        months: the first days of those that are read whole.
        days: the others, from the first to the last of each stretch.
    """
    stretches = list(days)
    asked = Q(span=MONTH, first__in=months)
    for stretch in stretches:
        asked |= Q(span=DAY, first__range=stretch)
    found: Sums = defaultdict(Counter)
    known: set[tuple[str, date]] = set()
    for span, first, text in Summary.objects.filter(asked, site=site).values_list("span", "first", "totals"):
        known.add((span, first))
        summary = _parts.decode(text)
        for name in summary.keys() & names:
            found[name].update(_counts.decode(summary[name]))
    dimensions = [name for name in names if name != ONWARD]
    for rows in _unsummarised(site, months, stretches, known):
        plain = rows.filter(page="", dimension__in=dimensions).values_list("dimension", "value")
        for dimension, value, total in plain.annotate(total=Sum("count")).order_by():
            found[dimension][value] += total
        if ONWARD in names:
            found[ONWARD].update(_onward(rows))
    return found


def _unsummarised(
    site: str, months: Sequence[date], stretches: Iterable[tuple[date, date]], known: Set[tuple[str, date]]
) -> Iterator[QuerySet[Any]]:
    whole = [first for first in months if (MONTH, first) not in known]
    if whole:
        yield MonthCount.objects.filter(site=site, day__in=whole)
    asked = Q(pk__in=())
    for stretch in stretches:
        for since, until in _gaps(*stretch, known):
            asked |= Q(day__range=(since, until))
    if asked != Q(pk__in=()):
        yield DayCount.objects.filter(asked, site=site)


def _gaps(since: date, until: date, known: Set[tuple[str, date]]) -> Iterator[tuple[date, date]]:
    """The stretches of days without a summary."""
    begun: date | None = None
    for number in range((until - since).days + 1):
        day = since + timedelta(days=number)
        if (DAY, day) not in known:
            begun = begun or day
        elif begun:
            yield begun, day - timedelta(days=1)
            begun = None
    if begun:
        yield begun, until


def _onward(rows: QuerySet[Any]) -> Counter[str]:
    crossed = rows.filter(dimension__in=_LEADS_ON).exclude(page="").values_list("page")
    return Counter(dict(crossed.annotate(total=Sum("count")).order_by()))
