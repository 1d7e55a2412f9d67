"""Page of a year's figures: on the screen, as a PDF for the board, and as a file. It knows nobody, nor its reader."""

from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.dates import MONTHS as MONTH_NAMES
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from azukari.core.appearance.download import csv_download, download
from azukari.features.director.keeping import numbers
from azukari.features.director.picture import SmallPlot, small_plot
from azukari.features.director.year import Chapter, FigureRow, Years, chapters
from azukari.lib.months import add_months
from azukari.lib.paper import pdf
from azukari.shells.staff.count_page import AtCounts
from azukari.shells.staff.figures import sources

FISCAL = 4
"""The month in which the year of most nonprofits in Japan begins."""

_OLDEST = 2000


@dataclass(frozen=True, slots=True)
class Asked:
    """Which year the page shows: that which began in the month ``begins`` of a calendar year."""

    year: int
    begins: int
    years: Years
    now: datetime

    @property
    def name(self) -> str:
        """From which month to which."""
        return _("%(first)s to %(last)s") % {"first": _month(self.years.first), "last": _month(self.years.this[-1])}

    @property
    def query(self) -> str:
        """The same, as the end of an address."""
        return f"?year={self.year}&begins={self.begins}"


def _month(month: date) -> str:
    return date_format(month, "YEAR_MONTH_FORMAT")


def read(request: HttpRequest, at: AtCounts) -> Asked:
    """What is asked for; what makes no sense is the present year, from April."""
    said = request.GET.get("begins", "")
    begins = int(said) if said in {str(n) for n in range(1, 13)} else FISCAL
    present = at.today.year - (at.today.month < begins)
    said = request.GET.get("year", "")
    is_year = said.isascii() and said.isdecimal() and len(said) == len("2026")
    year = int(said) if is_year and _OLDEST <= int(said) <= present else present
    first = date(year, begins, 1)
    return Asked(year, begins, Years(first, min(at.today.replace(day=1), add_months(first, 11))), at.now)


def found(asked: Asked, at: AtCounts) -> list[Chapter]:
    """All figures of that year and the one before. A fixed number of queries."""
    counted = numbers(at.policy, at.now, asked.years.last[0])
    return chapters(sources(), counted, asked.years, least=at.policy.statistics.fold_below)


def _context(asked: Asked, at: AtCounts) -> dict[str, object]:
    present = at.today.year - (at.today.month < asked.begins)
    drawn = [
        (chapter, [(part, [(row, _plot(row, asked.years)) for row in part.rows]) for part in chapter.sources])
        for chapter in found(asked, at)
    ]
    return {
        "asked": asked,
        "chapters": drawn,
        "least": at.policy.statistics.fold_below,
        "choices": range(present, present - 5, -1),
        "month_names": MONTH_NAMES.items(),
        "organisation": at.policy.organisation,
        "lang": at.lang,
        "ends": asked.years.month,
        "same": asked.years.same[-1],
    }


def _plot(row: FigureRow, years: Years) -> SmallPlot | None:
    return small_plot(row, years) if row.is_drawn else None


@require_safe
def show(request: HttpRequest, at: AtCounts) -> HttpResponse:
    """The page."""
    return render(request, "director/figures.html", _context(read(request, at), at))


@require_safe
def as_pdf(request: HttpRequest, at: AtCounts) -> HttpResponse:
    """The same on A4, for the board."""
    asked = read(request, at)
    made = pdf(render_to_string("director/paper/figures.html", _context(asked, at)))
    return download(made, f"figures-{asked.years.first:%Y-%m}.pdf", "application/pdf")


@require_safe
def as_csv(request: HttpRequest, at: AtCounts) -> HttpResponse:
    """Each figure in a line, with both years, their months, and its source."""
    asked = read(request, at)
    months = [*asked.years.last, *asked.years.so_far]
    head = [_("Chapter"), _("Figure"), _("Unit"), _("This year"), _("Last year, same months"), _("Last year")]
    rows = [[*head, *(f"{month:%Y-%m}" for month in months), _("Source")]]
    for chapter in found(asked, at):
        for part in chapter.sources:
            for row in part.rows:
                cells = [row.this, row.same, row.last, *(cell for _month, cell in row.months)]
                said = [cell.says if cell.value is None else str(cell.value) for cell in cells]
                rows.append([chapter.title, str(row.figure.title), str(row.figure.unit), *said, str(part.told)])
    return csv_download(rows, f"figures-{asked.years.first:%Y-%m}.csv")
