"""A plot made on the server: bars of one hue with their numbers on them, and the same as a table.

An SVG without a script or a style of its own, so that it shows everywhere the page does; grey paper can read it, and
who cannot see it reads the table.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from django.utils.translation import get_language

from azukari.lib.day import MONTHS, begins
from azukari.lib.months import add_months

HEIGHT = 120
_TOP, _FOOT, _SIDE = 18, 22, 16  # beside the bars, so that the first month and the last are not cut
_FULLEST = 40  # from so many bars on, only the highest carries its number
_DIGIT = 6  # how wide one is, at most
MONTH = 39  # the room for the bar of a month: two years fit beside the menu (console.css shows whole ones of them)


@dataclass(frozen=True, slots=True)
class Span:
    """A day or a month: from ``begins`` to before ``ends``; ``day`` is its first, ``tick`` its name on the axis."""

    begins: datetime
    ends: datetime
    day: date
    tick: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: where it stands, how high it is, and what it says."""

    x: int
    y: int
    width: int
    height: int
    middle: int
    day: date
    count: int
    tick: str
    says: bool


@dataclass(frozen=True, slots=True)
class Plot:
    """A whole plot. ``id`` is the part of the page's ids that is its own; ``monthly`` says what a bar stands for."""

    id: str
    title: str
    unit: str
    monthly: bool
    bars: tuple[Bar, ...]
    width: int
    height: int
    base: int
    tick_y: int
    total: int
    most: int


def plot(id: str, title: str, unit: str, spans: Sequence[Span], counts: Sequence[int], *, slot: int = 24) -> Plot:
    """Bars for ``counts``, one for each span.

    Args:
        unit: what the counts are of, as the table's last column says it.
        slot: the room for the bar of a day, in units of the drawing; the one of a month has ``MONTH``.
    """
    most = max(counts, default=0)
    monthly = bool(spans) and spans[0].ends - spans[0].begins > timedelta(days=2)
    slot = MONTH if monthly else slot
    says_all = len(counts) < _FULLEST and len(f"{most:,}") * _DIGIT <= slot
    room, base = HEIGHT - _TOP - _FOOT, HEIGHT - _FOOT
    bars = []
    for place, (span, count) in enumerate(zip(spans, counts, strict=True)):
        height = max(round(room * count / most), 2) if count else 0
        says = bool(count) and (says_all or count == most)
        left = _SIDE + place * slot
        bars.append(
            Bar(
                x=left + 2,
                y=base - height,
                width=slot - 4,
                height=height,
                middle=left + slot // 2,
                day=span.day,
                count=count,
                tick=span.tick,
                says=says,
            )
        )
    return Plot(
        id=id,
        title=title,
        unit=unit,
        monthly=monthly,
        bars=tuple(bars),
        width=slot * len(bars) + 2 * _SIDE,
        height=HEIGHT,
        base=base,
        tick_y=HEIGHT - 6,
        total=sum(counts),
        most=most,
    )


def days(last: date, number: int, *, zone: ZoneInfo) -> list[Span]:
    """The ``number`` days up to and with ``last``, as they begin in ``zone``: some have 23 hours, some 25."""
    found = (last - timedelta(days=back) for back in range(number - 1, -1, -1))
    return [Span(begins(day, zone), begins(day + timedelta(days=1), zone), day, _tick(day)) for day in found]


def months(last: date, number: int, *, zone: ZoneInfo) -> list[Span]:
    """The ``number`` months up to and with the one of ``last``."""
    firsts = [add_months(last.replace(day=1), -back) for back in range(number - 1, -2, -1)]
    return [
        Span(begins(first, zone), begins(following, zone), first, _month_tick(first, firsts[0]))
        for first, following in pairwise(firsts)
    ]


def _tick(day: date) -> str:
    """Mondays stand on the axis: ``11/2``, ``2 Nov``."""
    if day.weekday():
        return ""
    return f"{day.month}/{day.day}" if _is_japanese() else f"{day.day} {MONTHS[day.month - 1]}"


def _month_tick(day: date, first: date) -> str:
    """``11月`` or ``Nov``; the year stands with January and with the first, where it has the room: ``2026/1``."""
    is_dated = day.month == 1 or (day == first and day.month < 12)
    if _is_japanese():
        return f"{day.year}/{day.month}" if is_dated else f"{day.month}月"
    return MONTHS[day.month - 1] + (f" {day.year}" if is_dated else "")


def _is_japanese() -> bool:
    return (get_language() or "ja") == "ja"
