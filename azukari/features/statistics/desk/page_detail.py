"""One page: does it work? Seen, read to the end, where people went from there, and what was said of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from azukari.features.statistics.desk.asked import read
from azukari.features.statistics.desk.overview import change, chart
from azukari.features.statistics.desk.ranking import ranking
from azukari.features.statistics.dimension import BOUNDS, Dimension
from azukari.features.statistics.models import Annotation
from azukari.features.statistics.report import FEW, totals, trend
from azukari.features.statistics.work import works_of
from azukari.shells.staff.count_page import AtCounts, AtPage, of_page

_CROSSED = tuple(dimension for dimension, bound in BOUNDS.items() if bound.crossed)


@require_safe
def show(request: HttpRequest, at: AtCounts) -> HttpResponse:
    """The page; without one named, the overview."""
    asked = read(request, at)
    if not asked.page:
        return redirect(reverse("console-statistics") + asked.query())
    least, called = asked.least, asked.called(at.lang)
    found = totals(asked.site, asked.days, _CROSSED, page=asked.page)
    rankings = [ranking(one, found[one], at.lang, least=least, page=called) for one in (Dimension.NEXT, *_CROSSED)]
    work = works_of(asked.site, asked.days, asked.page)
    before = sum(trend(asked.site, asked.days.before, asked.page).values())
    shown = {one.dimension: one for one in rankings if one.rows or one.dimension is Dimension.NEXT}
    zone = at.policy.organisation.zone
    about = AtPage(asked.page, asked.days.since, asked.days.until, zone, least)
    context = {
        "asked": asked,
        "page_name": called(asked.page),
        "work": work,
        "few": FEW,
        "change": change(work.views, before),
        "plot": chart(asked),
        "rankings": list(shown.values()),
        "least": least,
        "sections": of_page.at(about),
        "notes": Annotation.objects.filter(site=asked.site, page=asked.page).order_by("-day")[:20],
    }
    return render(request, "statistics/desk/page.html", context)
