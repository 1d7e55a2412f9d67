"""Cross-tabulation at the desk: every question by the answers to one of them, of unlinked answers, with noise."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from azukari.features.questionnaires.desk.door import PollDesk
from azukari.features.questionnaires.learning.asked import tables_of
from azukari.features.questionnaires.learning.crossed import crossed
from azukari.features.questionnaires.learning.weights import CannotWeightError
from azukari.features.questionnaires.publish import questionnaire_of
from azukari.features.questionnaires.results.desk.door import reads_results, unlinked_version
from azukari.features.questionnaires.results.keyed_answers import keyed_answers
from azukari.features.questionnaires.results.known_targets import known_targets, sampling_of
from azukari.features.questionnaires.results.publish_results import crossable
from azukari.features.questionnaires.terms import terms_of


@require_safe
@reads_results
def show(request: HttpRequest, desk: PollDesk) -> HttpResponse:
    """Choose the question that makes the groups; the tables stand below."""
    version = unlinked_version(desk)
    tables = tables_of(questionnaire_of(version))
    offered = crossable(tables)
    by = next((table for table in offered if table.id == request.GET.get("by", "")), None)
    sampling = sampling_of(desk.poll)
    context: dict[str, Any] = {
        "poll": desk.poll,
        "title": questionnaire_of(version).title[desk.lang],
        "offered": offered,
        "by": by.id if by else "",
        "sampling": sampling.value,
    }
    if by is None:
        return render(request, "results/desk/crossed.html", context)
    targets = known_targets(desk.poll, offered)
    people, k = keyed_answers(version), terms_of(desk.poll).least
    try:
        found = crossed(people, tables, by, k=k, sampling=sampling, targets=targets)
    except CannotWeightError:
        targets = []
        found = crossed(people, tables, by, k=k, sampling=sampling)
    return render(request, "results/desk/crossed.html", context | {"crossing": found, "weighted": bool(targets)})
