"""Keeping of figures: numbers of months that are over stay as they were, when nobody of that month is left.

A month is counted anew until some time after its end, since hours and answers are noted late; then it stays.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from django.db import transaction

from azukari.core.policy_versions.current import ruling_policy
from azukari.features.director.models import KeptMonth
from azukari.lib.months import add_months
from azukari.policy.terms import Policy
from azukari.shells.staff.figures import AtFigures, ByMonth, Counted, Figure, FigureSource, sources

OPEN_FOR = timedelta(days=60)
"""So long after its end a month is counted anew."""

BACK = 36
"""Months that are counted when a figure is kept for the first time: three years that begin in any month."""


def keep(now: datetime) -> int:
    """Keep the numbers of each month, of those figures whose people go; returns how many numbers were written."""
    if (policy := ruling_policy()) is None:
        return 0
    kept = [source for source in sources() if not source.keeps_history]
    known = set(KeptMonth.objects.values_list("figure", flat=True).distinct())
    rows = [row for source in kept for row in _rows(source, policy, now, known)]
    with transaction.atomic():
        KeptMonth.objects.bulk_create(
            rows,
            batch_size=500,
            update_conflicts=True,
            unique_fields=["figure", "month"],
            update_fields=["value", "behind"],
        )
    return len(rows)


def _rows(source: FigureSource, policy: Policy, now: datetime, known: set[str]) -> Iterable[KeptMonth]:
    open_since = still_open(policy, now)
    at = AtFigures(policy, now, open_since if _is_known(source, known) else add_months(open_since, -BACK))
    counted = source.read(at)
    for figure in source.figures:
        for month, found in whole(figure, counted[figure.name], at).items():
            yield KeptMonth(figure=figure.name, month=month, value=found.value, behind=found.behind)


def _is_known(source: FigureSource, known: Iterable[str]) -> bool:
    return {figure.name for figure in source.figures} <= set(known)


def still_open(policy: Policy, now: datetime) -> date:
    """The first day of the earliest month that is still counted."""
    return policy.organisation.day(now - OPEN_FOR).replace(day=1)


def whole(figure: Figure, counted: ByMonth, at: AtFigures) -> ByMonth:
    """What was counted, with a 0 for each month of which nothing was; a state is known or not."""
    if figure.is_level:
        return counted
    found, month = dict(counted), at.since
    while month <= at.month:
        found.setdefault(month, Counted(0, 0))
        month = add_months(month, 1)
    return found


def numbers(policy: Policy, now: datetime, since: date) -> Mapping[str, ByMonth]:
    """The numbers of each figure from a month on: what was kept, and what is still counted. One query besides those of
    the sources.
    """
    kept: dict[str, dict[date, Counted]] = defaultdict(dict)
    rows = KeptMonth.objects.filter(month__gte=since).values_list("figure", "month", "value", "behind")
    for name, month, value, behind in rows:
        kept[name][month] = Counted(value, behind)
    open_since = still_open(policy, now)
    found: dict[str, ByMonth] = {}
    for source in sources():
        is_kept = not source.keeps_history and _is_known(source, kept)
        at = AtFigures(policy, now, max(since, open_since) if is_kept else since)
        counted = source.read(at)
        for figure in source.figures:
            before = kept[figure.name] if is_kept else {}
            found[figure.name] = {**before, **whole(figure, counted[figure.name], at)}
    return found
