"""Numbers of the volunteers: places filled, hours by month and by opening, and who did not come. Counts alone."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from azukari.core.appearance.download import csv_download
from azukari.core.vault.ways import RECORD
from azukari.features.volunteers.desk.door import serves_volunteers
from azukari.features.volunteers.models import Shift, SignUpState
from azukari.features.volunteers.shown import counted
from azukari.features.volunteers.times import hours
from azukari.lib.percent import percent
from azukari.shells.staff.form_acts import does
from azukari.shells.staff.form_desk import FormDesk
from azukari.shells.staff.plot import Span, months, plot
from azukari.shells.staff.post_only import post_only

MONTHS = 24
_CAME, _ABSENT = Q(sign_ups__state=SignUpState.CAME), Q(sign_ups__state=SignUpState.ABSENT)


@dataclass(frozen=True, slots=True)
class ShiftTally:
    """Sums of some shifts: places, and how many of them were filled; minutes of all who came; parties that did not."""

    shifts: int = 0
    places: int = 0
    filled: int = 0
    minutes: int = 0
    came: int = 0
    absent: int = 0

    @property
    def share(self) -> int:
        """Places filled, in percent."""
        return percent(self.filled, self.places)

    @property
    def hours(self) -> str:
        return hours(self.minutes)


def of_shift(form: str, since: datetime, until: datetime) -> list[tuple[Shift, ShiftTally]]:
    """The shifts that took place in this time, each with its sums. One query."""
    found = Shift.objects.filter(opening__form=form, starts__gte=since, starts__lt=until, called_off_at=None)
    counts: QuerySet[Any] = counted(found)
    rows = counts.annotate(
        n_minutes=Coalesce(Sum(F("sign_ups__minutes") * F("sign_ups__size"), filter=_CAME), 0),
        n_absent=Count("sign_ups", filter=_ABSENT),
    )
    return [
        (row, ShiftTally(1, row.places, min(row.places, row.n_taken), row.n_minutes, row.n_came, row.n_absent))
        for row in rows.order_by("starts", "id")
    ]


def add_up(tallies: Sequence[ShiftTally]) -> ShiftTally:
    """The sums of sums."""
    return ShiftTally(*map(sum, zip(*map(astuple, tallies), strict=True)))


@require_safe
@serves_volunteers
def show(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    """The last two years. One query for all of it."""
    spans, found = _found(desk)
    by_month = [add_up([tally for shift, tally in found if _within(shift, span)]) for span in spans]
    context = {
        "form": desk.form,
        "all": add_up([tally for _shift, tally in found]),
        "rows": by_opening(found, desk.lang),
        "plots": [
            plot("hours", _("Hours by month"), _("Hours"), spans, [t.minutes // 60 for t in by_month]),
            plot("filled", _("Places filled by month, in percent"), "%", spans, [t.share for t in by_month]),
            plot("absent", _("Did not come, by month"), _("Did not come"), spans, [t.absent for t in by_month]),
        ],
        "tab": "numbers",
        "brings": desk.may_bring,
    }
    return render(request, "volunteers/desk/numbers.html", context)


@post_only("console-volunteers-numbers", "slug")
@serves_volunteers
@does(RECORD)
def table(request: HttpRequest, desk: FormDesk) -> HttpResponse:  # noqa: ARG001 - nothing is asked
    """The sums of each month and opening as CSV. Nobody is named, so nothing is opened for it."""
    spans, found = _found(desk)
    head = [_("Month"), _("Opening"), _("Shifts"), _("Places"), _("Filled"), _("Hours"), _("Came"), _("Did not come")]
    lines = [
        [f"{day:%Y-%m}", title, *(str(n) for n in (t.shifts, t.places, t.filled, t.hours, t.came, t.absent))]
        for day, span in ((span.day, span) for span in spans)
        for title, t in by_opening([pair for pair in found if _within(pair[0], span)], desk.lang)
    ]
    return csv_download([head, *lines], "volunteers.csv")


def by_opening(found: Sequence[tuple[Shift, ShiftTally]], lang: str) -> list[tuple[str, ShiftTally]]:
    """By the title of the opening, the most hours first."""
    groups: dict[str, list[ShiftTally]] = {}
    for shift, tally in found:
        groups.setdefault(shift.opening.title.get(lang, ""), []).append(tally)
    return sorted(((title, add_up(some)) for title, some in groups.items()), key=lambda pair: -pair[1].minutes)


def _found(desk: FormDesk) -> tuple[list[Span], list[tuple[Shift, ShiftTally]]]:
    spans = months(desk.today, MONTHS, zone=desk.zone)
    return spans, of_shift(desk.form.slug, spans[0].begins, desk.now)


def _within(shift: Shift, span: Span) -> bool:
    return span.begins <= shift.starts < span.ends
