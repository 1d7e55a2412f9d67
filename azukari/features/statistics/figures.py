"""Figures of page statistics for the director's page: views of our own pages, by month."""

from collections.abc import Mapping

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from azukari.features.statistics.dimension import Dimension
from azukari.features.statistics.models import DayCount
from azukari.features.statistics.sites import OWN
from azukari.shells.staff.figures import AtFigures, ByMonth, Counted, Figure, FigureSource, by_month_of_day


def _read(at: AtFigures) -> Mapping[str, ByMonth]:
    """One query."""
    rows = DayCount.objects.filter(site=OWN, page="", dimension=Dimension.VIEWS, value="")
    found = by_month_of_day(rows, "day", at, value=Sum("count"))
    return {"views": {month: Counted(row.value, row.value) for month, row in found.items()}}


SOURCES = (
    FigureSource(
        _("Public pages"),
        _("Page statistics: counted without recognising anybody"),
        (Figure("views", _("Page views")),),
        _read,
    ),
)
