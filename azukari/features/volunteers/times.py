"""The time of a shift on the clocks of its organisation."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import get_language

from azukari.lib.joining import through


@dataclass(frozen=True, slots=True)
class Time:
    """The day, and from when to when: ``9:00–12:00``, in Japanese ``9:00〜12:00``."""

    day: date
    hours: str


def from_to(starts: datetime, ends: datetime, zone: ZoneInfo) -> Time:
    """On the clocks of ``zone``. An end on a later day carries that day."""
    begin, end = starts.astimezone(zone), ends.astimezone(zone)
    day, last_day = starts.astimezone(zone).date(), ends.astimezone(zone).date()
    to = through(get_language() or "ja")
    last = f"{end.month}/{end.day} " if last_day != day else ""
    return Time(day, f"{begin.hour}:{begin.minute:02}{to}{last}{end.hour}:{end.minute:02}")


def hours(minutes: int) -> str:
    """Hours with at most one decimal: ``2``, ``1.5``."""
    return f"{minutes / 60:.1f}".removesuffix(".0")
