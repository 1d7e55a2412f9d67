"""Two years of figures side by side: this one so far and last one, as they may be told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from azukari.features.director.suppress import told
from azukari.lib.months import add_months
from azukari.shells.staff.figures import ByMonth, Counted, Figure, FigureSource

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Years:
    """A year and the one before, by the first days of their months.

    Args:
        first: the first month of this year.
        month: the present month, or the last one of a year that is over.
    """

    first: date
    month: date

    @property
    def this(self) -> list[date]:
        return [add_months(self.first, n) for n in range(MONTHS)]

    @property
    def last(self) -> list[date]:
        return [add_months(self.first, n - MONTHS) for n in range(MONTHS)]

    @property
    def so_far(self) -> list[date]:
        """The months of this year that have begun."""
        return [month for month in self.this if month <= self.month]

    @property
    def same(self) -> list[date]:
        """The same months of last year."""
        return self.last[: len(self.so_far)]

    @property
    def is_over(self) -> bool:
        return self.month == self.this[-1]


@dataclass(frozen=True, slots=True)
class Cell:
    """A number as it is told: ``value`` is None where it is hidden or not known, and ``says`` tells which."""

    value: int | None
    says: str = ""

    def __str__(self) -> str:
        return self.says if self.value is None else f"{self.value:,}"


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A figure in both years.

    Args:
        this, same, last: this year so far, the same months of last year, all of last year; of a state, at their ends.
        months: last year's and this year's, in order; those that have not begun are left out.
    """

    figure: Figure
    this: Cell
    same: Cell
    last: Cell
    months: Sequence[tuple[date, Cell]]

    @property
    def is_drawn(self) -> bool:
        """Whether a plot shows more than the table does: two months at least are known, and something is in them."""
        known = [cell.value for _month, cell in self.months if cell.value is not None]
        return len(known) > 1 and any(known)


@dataclass(frozen=True, slots=True)
class SourceRows:
    """What one source counts."""

    told: Promise | str
    rows: tuple[FigureRow, ...]

    @property
    def by_month(self) -> list[tuple[date, list[Cell]]]:
        """Each month with the numbers of all rows, the newest first."""
        months = [month for month, _cell in self.rows[0].months]
        columns = [[cell for _month, cell in row.months] for row in self.rows]
        return [*reversed(list(zip(months, map(list, zip(*columns, strict=True)), strict=True)))]


@dataclass(frozen=True, slots=True)
class Chapter:
    """Sources below one heading."""

    title: str
    sources: tuple[SourceRows, ...]


def chapters(
    sources: Sequence[FigureSource], numbers: Mapping[str, ByMonth], years: Years, *, least: int
) -> list[Chapter]:
    """All figures, by their chapters in the order of their first source.

    Args:
        least: numbers of people below this are hidden.
    """
    found: dict[str, list[SourceRows]] = {}
    for source in sources:
        rows = tuple(row_of(figure, numbers[figure.name], years, least=least) for figure in source.figures)
        found.setdefault(str(source.chapter), []).append(SourceRows(source.told, rows))
    return [Chapter(title, tuple(parts)) for title, parts in found.items()]


def row_of(figure: Figure, numbers: ByMonth, years: Years, *, least: int) -> FigureRow:
    """One figure in both years."""
    return (_level if figure.is_level else _flow)(figure, numbers, years, least=least if figure.of_people else 0)


def _level(figure: Figure, numbers: ByMonth, years: Years, *, least: int) -> FigureRow:
    def cell(month: date) -> Cell:
        found = numbers.get(month)
        if found is None:
            return Cell(None, "–")
        return _hidden(figure, least) if 0 < found.behind < least else Cell(found.value)

    months = [(month, cell(month)) for month in (*years.last, *years.so_far)]
    return FigureRow(figure, cell(years.month), cell(years.same[-1]), cell(years.last[-1]), months)


def _flow(figure: Figure, numbers: ByMonth, years: Years, *, least: int) -> FigureRow:
    none = Counted(0, 0)
    this = {month: numbers.get(month, none) for month in years.so_far}
    last = {month: numbers.get(month, none) for month in years.last}
    of_this = told({month: row.behind for month, row in this.items()}, years.so_far, least=least)
    of_last = told({month: row.behind for month, row in last.items()}, years.same, least=least)
    hidden, shown = _hidden(figure, least), of_this.months | of_last.months

    def total(rows: Mapping[date, Counted], *, may: bool) -> Cell:
        return Cell(sum(row.value for row in rows.values())) if may else hidden

    return FigureRow(
        figure,
        total(this, may=of_this.year),
        total({month: last[month] for month in years.same}, may=of_last.part),
        total(last, may=of_last.year),
        [(month, Cell(row.value) if month in shown else hidden) for month, row in (last | this).items()],
    )


def _hidden(figure: Figure, least: int) -> Cell:
    """What stands in the place of a small number: a sum of few payments tells nothing of how many they are."""
    return Cell(None, _("hidden") if figure.unit else _("below %(least)s") % {"least": least})
