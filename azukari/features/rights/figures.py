"""Figures of requests under the law for the director's page: received, answered, and open."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from azukari.core.cases.models import Case, answered, not_closed
from azukari.shells.staff.figures import AtFigures, ByMonth, Figure, FigureSource, by_month, level


def _read(at: AtFigures) -> Mapping[str, ByMonth]:
    """Three queries."""
    return {
        "requests": by_month(Case.objects.all(), "received_at", at),
        "requests-answered": by_month(answered(), "answered_at", at),
        "requests-open": level(at, not_closed().count()),
    }


SOURCES = (
    FigureSource(
        _("Requests about personal data"),
        _("Requests under the law, by the days of arrival and of our answer"),
        (
            Figure("requests", _("Requests received")),
            Figure("requests-answered", _("Requests answered")),
            Figure("requests-open", _("Open requests"), is_level=True),
        ),
        _read,
    ),
)
