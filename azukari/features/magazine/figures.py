"""Figures of the magazine for the director's page: readers, who came and left, and issues that were sent."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext_lazy as _

from azukari.features.magazine.models import Issue, ListDay
from azukari.shells.staff.figures import AtFigures, ByMonth, Counted, Figure, FigureSource, by_month


def _read(at: AtFigures) -> Mapping[str, ByMonth]:
    """Two queries."""
    last: dict[date, dict[str, int]] = defaultdict(dict)
    joined, left = defaultdict[date, int](int), defaultdict[date, int](int)
    rows = ListDay.objects.filter(day__gte=at.since, day__lte=at.policy.organisation.day(at.now)).order_by("day")
    for form, day, readers, came, went in rows.values_list("form", "day", "readers", "joined", "left"):
        month = day.replace(day=1)
        last[month][form] = readers
        joined[month] += came
        left[month] += went
    stood = {month: sum(of_form.values()) for month, of_form in last.items()}
    return {
        "readers": _told(stood),
        "readers-joined": _told(joined),
        "readers-left": _told(left),
        "issues": by_month(Issue.objects.all(), "sent_at", at),
    }


def _told(sums: Mapping[date, int]) -> ByMonth:
    return {month: Counted(n, n) for month, n in sums.items()}


SOURCES = (
    FigureSource(
        _("Email magazine"),
        _("Mailing lists, counted every day; a reader of two lists counts twice"),
        (
            Figure("readers", _("Readers"), is_level=True),
            Figure("readers-joined", _("Subscribed")),
            Figure("readers-left", _("Unsubscribed")),
            Figure("issues", _("Issues sent"), of_people=False),
        ),
        _read,
        keeps_history=True,
    ),
)
