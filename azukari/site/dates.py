"""Dates as each language writes them, in the organisation's time zone.

Plain tables instead of locale data: two languages, two habits, and no setting that could change them behind our back.
"""

from datetime import date, datetime, time, tzinfo
from zoneinfo import ZoneInfo

from django.utils import timezone

_DAYS = {
    "ja": ("月", "火", "水", "木", "金", "土", "日"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def at_home(value: datetime, *, zone: str = "") -> datetime:
    """``value`` on the clocks of ``zone`` (an IANA name), or of the active zone, which is a page's organisation's."""
    place: tzinfo = ZoneInfo(zone) if zone else timezone.get_current_timezone()
    return value.astimezone(place) if value.tzinfo else value


def day(value: date | datetime, *, lang: str, zone: str = "") -> str:
    """``2026年11月24日(火)`` or ``Tue 24 Nov 2026``."""
    if isinstance(value, datetime):
        value = at_home(value, zone=zone).date()
    name = _DAYS.get(lang, _DAYS["en"])[value.weekday()]
    if lang == "ja":
        return f"{value.year}年{value.month}月{value.day}日({name})"
    return f"{name} {value.day} {_MONTHS[value.month - 1]} {value.year}"


def clock(value: time | datetime, *, zone: str = "") -> str:
    """``9:00``, on a clock of 24 hours."""
    if isinstance(value, datetime):
        value = at_home(value, zone=zone).time()
    return f"{value.hour}:{value.minute:02}"


def instant(value: datetime, *, lang: str, zone: str = "") -> str:
    """``2026年11月24日(火) 14:57`` or ``Tue 24 Nov 2026, 14:57``."""
    gap = " " if lang == "ja" else ", "
    return f"{day(value, lang=lang, zone=zone)}{gap}{clock(value, zone=zone)}"
