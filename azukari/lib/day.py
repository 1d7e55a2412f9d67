"""A day as each language writes it. Two languages, two habits, and no setting that could change them."""

from datetime import date, datetime, time, tzinfo
from zoneinfo import ZoneInfo

from azukari.lib.joining import before_hour

_DAYS = {
    "ja": ("月", "火", "水", "木", "金", "土", "日"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_EARLIEST, _LATEST = date(1900, 1, 1), date(9000, 1, 1)


def begins(day: date, zone: ZoneInfo) -> datetime:
    """The moment with which a day begins. A day at the edge of the calendar, which no data has, is drawn in from there:
    moments around it could not be told in other zones.
    """
    return datetime.combine(min(max(day, _EARLIEST), _LATEST), time(), zone)


def iso_in_words(text: object, lang: str) -> str:
    """The same of a day as the ledger keeps it, ``2026-11-24``; ``""`` where it keeps none."""
    return in_words(date.fromisoformat(text[:10]), lang) if isinstance(text, str) and text else ""


def in_words(value: date, lang: str) -> str:
    """``2026年11月24日(火)`` or ``Tue 24 Nov 2026``."""
    name = _DAYS.get(lang, _DAYS["en"])[value.weekday()]
    day = plain(value)
    return f"{day['ja']}({name})" if lang == "ja" else f"{name} {day['en']}"


def moment_in_words(at: datetime, lang: str, zone: tzinfo) -> str:
    """``2026年11月24日(火) 14:57`` or ``Tue 24 Nov 2026, 14:57``, on the clocks of ``zone``."""
    day, clock = at.astimezone(zone).date(), at.astimezone(zone).time()
    return f"{in_words(day, lang)}{before_hour(lang)}{clock.hour}:{clock:%M}"


def plain(value: date) -> dict[str, str]:
    """Without the weekday, in each language: ``2026年11月24日``, ``24 Nov 2026``."""
    return {
        "ja": f"{value.year}年{value.month}月{value.day}日",
        "en": f"{value.day} {MONTHS[value.month - 1]} {value.year}",
    }


def from_english(text: str) -> date | None:
    """The day that is written as ``Tue 24 Nov 2026``; None for anything else."""
    _name, day, month, year = (*text.split(" "), "", "", "", "")[:4]
    if month not in MONTHS or not (day + year).isdecimal():
        return None
    try:
        said = date(int(year), MONTHS.index(month) + 1, int(day))
    except ValueError:
        return None
    return said if in_words(said, "en") == text else None
