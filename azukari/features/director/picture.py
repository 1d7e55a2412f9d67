"""A small plot of two years: twelve pairs of bars, last year's lighter, without a script or a style of its own."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language

from azukari.features.director.year import MONTHS, Cell, FigureRow, Years
from azukari.lib.day import MONTHS as NAMES

_BAR, _SLOT, _HEIGHT, _TOP, _FOOT = 9, 22, 92, 14, 18
WIDTH = MONTHS * _SLOT


@dataclass(frozen=True, slots=True)
class SmallBar:
    """One month of one year. ``says``: its number, on the highest alone; ``is_hidden``: a mark in its place."""

    x: int
    y: int
    height: int
    is_this: bool
    is_hidden: bool
    says: str


@dataclass(frozen=True, slots=True)
class SmallPlot:
    """A whole plot."""

    bars: tuple[SmallBar, ...]
    ticks: tuple[tuple[int, str], ...]
    width: int = WIDTH
    height: int = _HEIGHT
    base: int = _HEIGHT - _FOOT
    tick_y: int = _HEIGHT - 5
    bar: int = _BAR


def small_plot(row: FigureRow, years: Years) -> SmallPlot:
    """Both years of a figure."""
    cells = dict(row.months)
    most = max((cell.value or 0 for cell in cells.values()), default=0)
    series = ((False, [cells[month] for month in years.last]), (True, [cells[month] for month in years.so_far]))
    bars = [bar for is_this, cells_of in series for bar in _bars(cells_of, most, is_this=is_this)]
    ticks = tuple((n * _SLOT + _BAR, _name(month.month)) for n, month in enumerate(years.this) if n % 3 == 0)
    return SmallPlot(tuple(_once(bars)), ticks)


def _bars(cells: Sequence[Cell], most: int, *, is_this: bool) -> list[SmallBar]:
    room, base, found = _HEIGHT - _TOP - _FOOT, _HEIGHT - _FOOT, []
    for n, cell in enumerate(cells):
        is_hidden = cell.value is None and cell.says != "–"
        height = max(round(room * (cell.value or 0) / most), 2) if cell.value and most and cell.value > 0 else 0
        if height or is_hidden:
            says = f"{cell.value:,}" if cell.value == most else ""
            x = n * _SLOT + (_BAR if is_this else 0)
            found.append(SmallBar(x, base - height, height, is_this, is_hidden, says))
    return found


def _once(bars: Sequence[SmallBar]) -> list[SmallBar]:
    """The same bars: the highest number stands on the newest of those that have it."""
    named = [bar for bar in bars if bar.says]
    return [bar if not bar.says or bar is named[-1] else _silent(bar) for bar in bars]


def _silent(bar: SmallBar) -> SmallBar:
    return SmallBar(bar.x, bar.y, bar.height, bar.is_this, bar.is_hidden, "")


def _name(month: int) -> str:
    return f"{month}月" if (get_language() or "ja") == "ja" else NAMES[month - 1]
