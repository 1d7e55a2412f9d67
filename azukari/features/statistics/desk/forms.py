"""Funnels of our own forms: how far each is taken, those first that were seen most."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from azukari.features.statistics.desk.asked import read
from azukari.features.statistics.funnel import funnels
from azukari.features.statistics.section import in_words
from azukari.shells.staff.count_page import AtCounts


@require_safe
def show(request: HttpRequest, at: AtCounts) -> HttpResponse:
    """Every form that the policy has. One query for all of them."""
    asked, langs = read(request, at), at.policy.languages
    found = funnels(list(at.policy.forms), since=asked.days.since, until=asked.days.until, langs=langs)
    parts = [
        (at.policy.forms[slug], {"langs": langs, "rows": in_words(stages), "seen": stages[0].count})
        for slug, stages in sorted(found.items(), key=lambda item: -item[1][0].count)
    ]
    return render(request, "statistics/desk/forms.html", {"asked": asked, "forms": parts})
