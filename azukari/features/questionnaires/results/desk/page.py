"""Results of a questionnaire at the desk: a chart for each question; filters, with noise, for unlinked answers."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from azukari.features.questionnaires.desk.door import PollDesk
from azukari.features.questionnaires.learning.asked import Asked, tables_of
from azukari.features.questionnaires.learning.noise import (
    MOST_CONDITIONS,
    Condition,
    FilterRefusedError,
    Rough,
    filtered,
    noisy,
    rough,
)
from azukari.features.questionnaires.models import Version
from azukari.features.questionnaires.publish import questionnaire_of
from azukari.features.questionnaires.results.counts import Chart, ChartRow, chart, taken, version_to_show
from azukari.features.questionnaires.results.desk.door import reads_results
from azukari.features.questionnaires.results.keyed_answers import keyed_answers
from azukari.features.questionnaires.results.publish_results import crossable
from azukari.features.questionnaires.results.refresh import number_of_answers
from azukari.features.questionnaires.shape import WRITING
from azukari.features.questionnaires.terms import terms_of


@require_http_methods(["GET", "HEAD", "POST"])
@reads_results
def show(request: HttpRequest, desk: PollDesk) -> HttpResponse:
    """All questions; of those whom a filter leaves, where one is sent."""
    version = version_to_show(desk.poll)
    if version is None:
        return render(request, "results/desk/page.html", {"poll": desk.poll, "charts": []})
    questionnaire, known = questionnaire_of(version), taken(version)
    tables, terms = tables_of(questionnaire), terms_of(desk.poll)
    offered = [] if version.linked else crossable(tables)
    chosen = [each for name in ("first", "second") if (each := _condition(request.POST.get(name, ""), offered))]
    context = {
        "poll": desk.poll,
        "title": questionnaire.title[desk.lang],
        "known": known,
        "waiting": max(number_of_answers(version) - known.size, 0),
        "least": terms.least,
        "offered": [
            (table.label[desk.lang], [(f"{table.id}={value}", label[desk.lang]) for value, label in table.options])
            for table in offered
        ],
        "chosen": [f"{each.asked.id}={each.value}" for each in chosen],
        "texts": [(q.id, q.label[desk.lang]) for q in questionnaire.questions if q.type in WRITING],
    }
    if chosen:
        return render(
            request, "results/desk/page.html", context | _filtered(version, tables, chosen, desk.lang, k=terms.least)
        )
    context["charts"] = [chart(table, known.cells, known.size, desk.lang) for table in tables] if known.size else []
    return render(request, "results/desk/page.html", context)


def _condition(typed: str, offered: Sequence[Asked]) -> Condition | None:
    id, _, value = typed.partition("=")
    asked = next((table for table in offered if table.id == id and value in table.values), None)
    return Condition(asked, value) if asked else None


def _filtered(
    version: Version, tables: Sequence[Asked], chosen: Sequence[Condition], lang: str, *, k: int
) -> dict[str, object]:
    """Charts of those who are left, with noise; or why there are none."""
    try:
        left = filtered(keyed_answers(version), chosen[:MOST_CONDITIONS], k=k)
    except FilterRefusedError:
        return {"charts": [], "refused": True}
    return {
        "charts": [_chart(rough(table, left, k=k), lang) for table in tables],
        "filtered": True,
        "about": noisy(left, k=k),
    }


def _chart(found: Rough, lang: str) -> Chart:
    asked = found.asked
    percents = [(value, label, found.percents.get(value)) for value, label in asked.options]
    lines = [ChartRow(value, label[lang], None, percent, percent or 0) for value, label, percent in percents]
    return Chart(asked, found.base, lines)
