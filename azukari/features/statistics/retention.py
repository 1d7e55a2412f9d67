"""Totals are kept as long as the policy says (`statistics.retention`), and then they go."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from azukari.core.policy_versions.current import ruling_policy
from azukari.features.statistics.models import (
    Annotation,
    Audience,
    CountedDay,
    CountingRun,
    DayCount,
    FormCount,
    MailedWeek,
    MonthCount,
    Summary,
)
from azukari.features.statistics.periods import DAY, MONTH
from azukari.policy.period import after
from azukari.policy.terms import Period

_OF_DAYS: tuple[type[Any], ...] = (FormCount, DayCount, CountedDay, CountingRun, Annotation)


def purge(now: datetime) -> int:
    """Erase totals of days whose time is over, and of months that have none left. Returns how many rows went."""
    if (policy := ruling_policy()) is None:
        return 0
    kept = policy.statistics.retention
    back = Period(-kept.years, -kept.months, -kept.days)
    oldest = policy.organisation.day(after(now, back, timezone=policy.organisation.timezone))
    went: list[QuerySet[Any]] = [model.objects.filter(day__lt=oldest) for model in _OF_DAYS]
    went += [MonthCount.objects.filter(day__lt=oldest.replace(day=1)), Audience.objects.filter(first__lt=oldest)]
    went.append(Audience.objects.exclude(span=DAY))  # of weeks and months, which releases up to 0.1 counted
    went.append(Summary.objects.filter(span=DAY, first__lt=oldest))
    went.append(Summary.objects.filter(span=MONTH, first__lt=oldest.replace(day=1)))
    went.append(MailedWeek.objects.filter(first__lt=oldest))
    return sum(rows.delete()[0] for rows in went)
