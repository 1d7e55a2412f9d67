"""Questionnaires whose results the reader may see."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from azukari.features.questionnaires.models import Poll, PollState
from azukari.features.questionnaires.publish import questionnaire_of
from azukari.features.questionnaires.results.counts import taken, version_to_show
from azukari.features.questionnaires.results.desk.door import may_read
from azukari.shells.staff.doors import Opens, opens_to
from azukari.shells.staff.reader import reader


@opens_to(Opens.EVERYBODY)
@require_safe
def show_list(request: HttpRequest) -> HttpResponse:
    """The questionnaires, those that changed last first."""
    who, lang = reader(request), get_language() or "ja"
    polls = Poll.objects.exclude(state=PollState.DRAFT).order_by("-changed_at").prefetch_related("publications")
    rows = []
    for poll in polls:
        version = version_to_show(poll) if may_read(poll, who) else None
        if version is not None:
            rows.append((poll, questionnaire_of(version).title[lang], taken(version).size, poll.publications.all()))
    return render(request, "results/desk/list.html", {"rows": rows})
