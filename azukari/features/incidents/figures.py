"""Figures of incidents for the director's page: what happened, and what was reported. Drills are left out."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from azukari.features.incidents.models import Done, Incident
from azukari.policy.breach import Duty
from azukari.shells.staff.figures import AtFigures, ByMonth, Figure, FigureSource, by_month, level


def _read(at: AtFigures) -> Mapping[str, ByMonth]:
    """Three queries."""
    happened = Incident.objects.filter(drill=False)
    reported = Done.objects.filter(incident__drill=False, duty__in=(Duty.PRELIMINARY, Duty.GDPR_AUTHORITY))
    return {
        "incidents": by_month(happened, "knew_at", at),
        "incidents-reported": by_month(reported, "at", at),
        "incidents-open": level(at, happened.filter(closed_at=None).count()),
    }


SOURCES = (
    FigureSource(
        _("Incidents"),
        _("Register of incidents, by the day on which we learned of each"),
        (
            Figure("incidents", _("Incidents"), of_people=False),
            Figure("incidents-reported", _("Reports to an authority"), of_people=False),
            Figure("incidents-open", _("Open incidents"), is_level=True, of_people=False),
        ),
        _read,
    ),
)
