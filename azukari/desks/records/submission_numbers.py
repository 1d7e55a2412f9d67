"""The numbers of one form: how many came in each day, and how far visitors take it. Counts alone; nothing is opened."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from azukari.desk.form_desk import FormDesk, serves_form
from azukari.desk.plot import Plot, days, plot
from azukari.desk.submission_counts import arrived
from azukari.forms.steps import Step
from azukari.policy.decide import may_act
from azukari.policy.terms import Act
from azukari.statistics.funnel import Stage, funnel

PERIODS = (30, 90)

_STEPS: dict[Step, str | Promise] = {
    Step.SEEN: _("The form was shown"),
    Step.STARTED: _("It was taken up"),
    Step.SENT: _("It was sent"),
    Step.CONFIRMED: _("It was confirmed"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A stage of the funnel, in words, with the length of its bar in percent of the first."""

    title: str | Promise
    stage: Stage
    length: int


@require_safe
@serves_form
def show(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    """The daily chart; and the funnel for whose duties include reading page statistics (P17)."""
    asked = request.GET.get("days", "")
    number = int(asked) if asked in {str(period) for period in PERIODS} else PERIODS[0]
    today = desk.now.astimezone(desk.zone).date()
    counted = bool(may_act(desk.policy, Act.STATISTICS, desk.who.actor))
    context = {
        "form": desk.form,
        "plot": _daily(desk, today, number),
        "number": number,
        "periods": PERIODS,
        "counted": counted,
        "langs": desk.policy.languages,
        "funnel": _funnel(desk, today, number) if counted else (),
    }
    return render(request, "console/submission_numbers.html", context)


def _daily(desk: FormDesk, today: date, number: int) -> Plot:
    spans = days(today, number, zone=desk.zone)
    counts = arrived([desk.form.slug], spans, imported=False)[desk.form.slug]
    title = str(_("Submissions by day"))
    return plot("daily", title, str(_("Submissions")), spans, counts, slot=24 if number == PERIODS[0] else 12)


def _funnel(desk: FormDesk, today: date, number: int) -> list[Line]:
    since = today - timedelta(days=number - 1)
    stages = funnel(desk.form.slug, since=since, until=today, langs=desk.policy.languages)
    most = max(stage.count for stage in stages)
    return [Line(_STEPS[stage.step], stage, round(100 * stage.count / most) if most else 0) for stage in stages]
