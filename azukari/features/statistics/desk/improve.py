"""The list of pages to improve: those that lose people, why, and what has been changed since."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from azukari.features.statistics.desk.asked import read
from azukari.features.statistics.report import FEW
from azukari.features.statistics.work import losing, with_notes, works
from azukari.shells.staff.count_page import AtCounts

_MOST = 10


@require_safe
def show(request: HttpRequest, at: AtCounts) -> HttpResponse:
    """The list, those first that lose most people."""
    asked = read(request, at)
    called = asked.called(at.lang)
    found = losing(works(asked.site, asked.days).values())
    context = {
        "asked": asked,
        "pages": [(called(one.work.page), one) for one in with_notes(asked.site, found[:_MOST], today=asked.today)],
        "few": FEW,
    }
    return render(request, "statistics/desk/improve.html", context)
