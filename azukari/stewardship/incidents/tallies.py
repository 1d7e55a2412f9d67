"""Tallies of incidents for the management review: what happened, what was rehearsed, reported, and learnt."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from azukari.policy.breach import Duty
from azukari.stewardship.incidents.models import Done, Incident, Lesson
from azukari.upkeep.tally import Tally


def _incidents(start: datetime, end: datetime) -> int:
    return Incident.objects.filter(drill=False, knew_at__gte=start, knew_at__lt=end).count()


def _drills(start: datetime, end: datetime) -> int:
    return Incident.objects.filter(drill=True, knew_at__gte=start, knew_at__lt=end).count()


def _reported(start: datetime, end: datetime) -> int:
    told = (Duty.PRELIMINARY, Duty.GDPR_AUTHORITY)
    found = Done.objects.filter(incident__drill=False, duty__in=told, at__gte=start, at__lt=end)
    return found.values("incident").distinct().count()


def _learnt(start: datetime, end: datetime) -> int:
    return Lesson.objects.filter(done_at__gte=start, done_at__lt=end).count()


TALLIES = (
    Tally("incidents", _("incidents"), _incidents, one=_("incident")),
    Tally(
        "incidents-reported",
        _("incidents reported to an authority"),
        _reported,
        one=_("incident reported to an authority"),
    ),
    Tally("incidents-drilled", _("drills of an incident"), _drills, one=_("drill of an incident")),
    Tally("incidents-learnt", _("lessons learnt from incidents"), _learnt, one=_("lesson learnt from an incident")),
)
