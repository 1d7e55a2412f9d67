"""The time of a shift on the clocks of its organisation."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import get_language

from azukari.lib.joining import through
from azukari.policy.period import day_of


@dataclass(frozen=True, slots=True)
class Time:
    """The day, and from when to when: ``9:00–12:00``, in Japanese ``9:00〜12:00``."""

    day: date
    hours: str


def from_to(starts: datetime, ends: datetime, zone: str) -> Time:
    """On the clocks of ``zone`` (an IANA name). An end on a later day carries that day."""
    begin, end = starts.astimezone(ZoneInfo(zone)), ends.astimezone(ZoneInfo(zone))
    day, last_day = day_of(starts, timezone=zone), day_of(ends, timezone=zone)
    to = through(get_language() or "ja")
    last = f"{last_day.month}/{last_day.day} " if last_day != day else ""
    return Time(day, f"{begin.hour}:{begin.minute:02}{to}{last}{end.hour}:{end.minute:02}")


def hours(minutes: int) -> str:
    """Hours with at most one decimal: ``2``, ``1.5``."""
    return f"{minutes / 60:.1f}".removesuffix(".0")
