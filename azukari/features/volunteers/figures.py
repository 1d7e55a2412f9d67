"""Figures of the volunteers for the director's page: hours that were given, and how many are registered."""

from collections.abc import Mapping

from django.db.models import F, Sum
from django.utils.translation import gettext_lazy as _

from azukari.core.forms.models import State, Submission
from azukari.features.volunteers.models import SignUp, SignUpState
from azukari.policy.terms import FormKind
from azukari.shells.staff.figures import AtFigures, ByMonth, Counted, Figure, FigureSource, by_month, level

_HOUR = 60


def _read(at: AtFigures) -> Mapping[str, ByMonth]:
    """Three queries."""
    came = SignUp.objects.filter(state=SignUpState.CAME, shift__called_off_at=None)
    minutes = by_month(came, "shift__starts", at, value=Sum(F("minutes") * F("size")))
    registered = Submission.objects.filter(kind=FormKind.VOLUNTEERS, state=State.ACCEPTED, ending__isnull=True)
    return {
        "volunteers": level(at, registered.count()),
        "volunteers-came": by_month(came, "shift__starts", at, value=Sum("size")),
        "volunteers-hours": {month: Counted(round(row.value / _HOUR), row.behind) for month, row in minutes.items()},
    }


SOURCES = (
    FigureSource(
        _("Volunteers"),
        _("Registrations of volunteers, and the attendance recorded for each shift"),
        (
            Figure("volunteers", _("Registered volunteers"), is_level=True),
            Figure("volunteers-came", _("Attendances at shifts")),
            Figure("volunteers-hours", _("Hours given"), _("hours")),
        ),
        _read,
    ),
)
