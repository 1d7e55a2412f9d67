"""The time of a shift on the clocks of its organisation."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Time:
    """The day, and from when to when: ``9:00–12:00``."""

    day: date
    hours: str


def from_to(starts: datetime, ends: datetime, zone: str) -> Time:
    """On the clocks of ``zone`` (an IANA name). An end on a later day carries that day."""
    begin, end = starts.astimezone(ZoneInfo(zone)), ends.astimezone(ZoneInfo(zone))
    last = f"{end.month}/{end.day} " if end.date() != begin.date() else ""
    return Time(begin.date(), f"{begin.hour}:{begin.minute:02}–{last}{end.hour}:{end.minute:02}")


def hours(minutes: int) -> str:
    """Hours with at most one decimal: ``2``, ``1.5``."""
    return f"{minutes / 60:.1f}".removesuffix(".0")
