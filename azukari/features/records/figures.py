"""Figures of all forms for the director's page: registrations that arrived, by month."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from azukari.core.forms.models import Channel, State, Submission
from azukari.shells.staff.figures import AtFigures, ByMonth, Figure, FigureSource, by_month


def _read(at: AtFigures) -> Mapping[str, ByMonth]:
    """One query. What came with a list is left out: on the day of an import it would dwarf all others."""
    arrived = Submission.objects.filter(state=State.ACCEPTED).exclude(channel=Channel.IMPORT)
    return {"registrations": by_month(arrived, "accepted_at", at)}


SOURCES = (
    FigureSource(
        _("All forms"),
        _("Forms of every kind, sent and confirmed; without imported lists"),
        (Figure("registrations", _("Forms filled in")),),
        _read,
    ),
)
