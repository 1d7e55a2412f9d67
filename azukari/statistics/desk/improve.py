"""The list of pages to improve: those that lose people, why, and what has been changed since."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from azukari.desk.count_page import AtCounts
from azukari.statistics.desk.asked import pages_of, read, sites, times
from azukari.statistics.report import FEW
from azukari.statistics.work import losing, with_notes, works

_MOST = 10


@require_safe
def show(request: HttpRequest, at: AtCounts) -> HttpResponse:
    """The list, those first that lose most people."""
    asked = read(request, at)
    called = pages_of(asked, at.lang, at.policy)
    found = losing(works(asked.site, asked.days).values())
    context = {
        "asked": asked,
        "times": times(asked),
        "sites": sites(asked, at.policy),
        "pages": [(called(one.work.page), one) for one in with_notes(asked.site, found[:_MOST], today=asked.today)],
        "few": FEW,
    }
    return render(request, "statistics/desk/improve.html", context)
