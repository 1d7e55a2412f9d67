"""Totals are kept as long as the policy says (`statistics.retention`), and then they go."""

from datetime import datetime
from zoneinfo import ZoneInfo

from azukari.charter.current import NoCharter, current
from azukari.policy import period
from azukari.policy.terms import Period
from azukari.statistics.models import FormCount


def purge(now: datetime) -> int:
    """Erase totals of days whose time is over. Returns how many rows went."""
    try:
        policy = current().policy
    except NoCharter:
        return 0
    zone = policy.organisation.timezone
    kept = policy.statistics.retention
    back = Period(-kept.years, -kept.months, -kept.days)
    oldest = period.after(now, back, timezone=zone).astimezone(ZoneInfo(zone)).date()
    return FormCount.objects.filter(day__lt=oldest).delete()[0]
