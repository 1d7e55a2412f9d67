"""Tallies of incidents for the management review: what happened, what was rehearsed, reported, and learnt."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from azukari.features.incidents.models import Done, Incident, Lesson
from azukari.policy.breach import Duty
from azukari.shells.worker.tally import Tally, within


def _reported(start: datetime, end: datetime) -> int:
    told = (Duty.PRELIMINARY, Duty.GDPR_AUTHORITY)
    found = Done.objects.filter(incident__drill=False, duty__in=told, at__gte=start, at__lt=end)
    return found.values("incident").distinct().count()


TALLIES = (
    Tally("incidents", _("incidents"), within(Incident.objects.filter(drill=False), "knew_at"), one=_("incident")),
    Tally(
        "incidents-reported",
        _("incidents reported to an authority"),
        _reported,
        one=_("incident reported to an authority"),
    ),
    Tally(
        "incidents-drilled",
        _("drills of an incident"),
        within(Incident.objects.filter(drill=True), "knew_at"),
        one=_("drill of an incident"),
    ),
    Tally(
        "incidents-learnt",
        _("lessons learnt from incidents"),
        within(Lesson.objects.all(), "done_at"),
        one=_("lesson learnt from an incident"),
    ),
)
