"""Dates as each language writes them, in the organisation's time zone."""

from datetime import date, datetime, time, tzinfo
from zoneinfo import ZoneInfo

from django.utils import timezone

from azukari.lib.day import in_words, moment_in_words


def at_home(value: datetime, *, zone: str = "") -> datetime:
    """``value`` on the clocks of ``zone`` (an IANA name), or of the active zone, which is a page's organisation's."""
    return value.astimezone(_place(zone)) if value.tzinfo else value


def _place(zone: str) -> tzinfo:
    return ZoneInfo(zone) if zone else timezone.get_current_timezone()


def day(value: date | datetime, *, lang: str, zone: str = "") -> str:
    """``2026年11月24日(火)`` or ``Tue 24 Nov 2026``."""
    if isinstance(value, datetime):
        value = at_home(value, zone=zone).date()
    return in_words(value, lang)


def clock(value: time | datetime, *, zone: str = "") -> str:
    """``9:00``, on a clock of 24 hours."""
    if isinstance(value, datetime):
        value = at_home(value, zone=zone).time()
    return f"{value.hour}:{value.minute:02}"


def instant(value: datetime, *, lang: str, zone: str = "") -> str:
    """``2026年11月24日(火) 14:57`` or ``Tue 24 Nov 2026, 14:57``."""
    return moment_in_words(value, lang, _place(zone))
