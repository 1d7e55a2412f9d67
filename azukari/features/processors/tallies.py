"""Tallies of contractors for the management review: how many were reviewed, and how many reviews came too late."""

from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from azukari.core.policy_versions.current import today
from azukari.core.transfers.models import Review
from azukari.shells.worker.tally import Tally


def _held(start: datetime, end: datetime) -> int:
    return Review.objects.filter(done_on__gte=today(start), done_on__lt=today(end)).count()


def _late(start: datetime, end: datetime) -> int:
    due = Review.objects.filter(due__gte=today(start), due__lt=today(end))
    return due.filter(done_on__isnull=True).count() + due.filter(done_on__gt=F("due")).count()


TALLIES = (
    Tally("contractors-reviewed", _("reviews of contractors held"), _held, one=_("review of a contractor held")),
    Tally(
        "contractors-late",
        _("reviews of contractors that came too late"),
        _late,
        one=_("review of a contractor that came too late"),
    ),
)
