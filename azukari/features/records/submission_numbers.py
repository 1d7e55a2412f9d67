"""Statistics of one form: how many submissions came in each day. Counts alone; nothing is opened."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from azukari.core.forms.kinds import of
from azukari.shells.staff.form_desk import FormDesk, serves_form
from azukari.shells.staff.plot import days, plot
from azukari.shells.staff.sections import AtNumbers, of_numbers
from azukari.shells.staff.submission_counts import arrived
from azukari.shells.staff.submission_rows import apart

PERIODS = (30, 90)


@require_safe
@serves_form
def show(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    """The daily chart, and what slices know of the form."""
    asked = request.GET.get("days", "")
    number = int(asked) if asked in {str(period) for period in PERIODS} else PERIODS[0]
    today = desk.today
    since = today - timedelta(days=number - 1)
    spans = days(today, number, zone=desk.zone)
    counts = arrived([desk.form.slug], spans, imported=False)[desk.form.slug]
    title, slot = str(_("Submissions by day")), 24 if number == PERIODS[0] else 12
    context = {
        "form": desk.form,
        "places": of(desk.form.kind).desk_pages,
        "apart": apart([desk.form.slug]).get(desk.form.slug, 0),
        "plot": plot("daily", title, str(_("Submissions")), spans, counts, slot=slot),
        "number": number,
        "periods": PERIODS,
        "sections": of_numbers.at(AtNumbers(desk.form, desk.policy, desk.who.actor, since, today, desk.now)),
    }
    return render(request, "console/submission_numbers.html", context)
