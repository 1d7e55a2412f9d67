"""Trend over waves at the desk: the same question in other versions and questionnaires, word for word the same.

What was asked in other words is another question: it is named, and not compared.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from azukari.lib.percent import percent
from azukari.questionnaires.desk.door import PollDesk
from azukari.questionnaires.learning.asked import Asked, counted, tables_of
from azukari.questionnaires.models import Version
from azukari.questionnaires.publish import questionnaire_of
from azukari.questionnaires.results.counts import Taken, taken_of, version_to_show
from azukari.questionnaires.results.desk.door import may_read, reads_results

_MOST = 12
"""Waves beside each other at most, the newest ones."""


@dataclass(frozen=True, slots=True)
class Wave:
    """One time that it was asked."""

    title: str
    number: int
    day: datetime
    base: int
    percents: Sequence[int]


@dataclass(frozen=True, slots=True)
class Trend:
    """A table with its waves, the first one first; each option with a percent for each of them.

    Args:
        otherwise: how many waves asked it in other words.
    """

    id: str
    title: str
    about: str
    waves: Sequence[Wave]
    rows: Sequence[tuple[str, Sequence[tuple[Wave, int]]]]
    otherwise: int


def wording(table: Asked) -> str:
    """SHA-256 of a question as people saw it, in every language: type, words, options with their words and order."""
    options = [[value, dict(label)] for value, label in table.options]
    said = [table.type.value, table.several, dict(table.label), dict(table.about or {}), options]
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@require_safe
@reads_results
def show(request: HttpRequest, desk: PollDesk) -> HttpResponse:
    """Each question of the newest version that was asked before in the same words. A constant number of queries."""
    newest = version_to_show(desk.poll)
    if newest is None:
        raise Http404
    every = Version.objects.select_related("poll").order_by("-published_at", "-number")
    versions = [v for v in every if may_read(v.poll, desk.who)]
    known = taken_of(versions)
    waves = [v for v in versions if v.id in known and known[v.id].size][:_MOST][::-1]
    asked = [(v, {table.id: table for table in tables_of(questionnaire_of(v))}) for v in waves]
    found = [_trend(table, asked, known, desk.lang) for table in tables_of(questionnaire_of(newest))]
    context = {
        "poll": desk.poll,
        "title": questionnaire_of(newest).title[desk.lang],
        "trends": [trend for trend in found if len(trend.waves) > 1],
        "changed": [trend for trend in found if trend.otherwise],
    }
    return render(request, "results/desk/trend.html", context)


def _trend(
    table: Asked, asked: Sequence[tuple[Version, Mapping[str, Asked]]], known: Mapping[UUID, Taken], lang: str
) -> Trend:
    same, waves, otherwise = wording(table), list[Wave](), 0
    for version, tables in asked:
        there = next((each for each in tables.values() if wording(each) == same), None)
        if there is None:
            otherwise += table.id in tables
            continue
        found = counted(there, known[version.id].cells)
        percents = [percent(found.counts.get(value, 0), found.answered) for value in there.values]
        title = questionnaire_of(version).title[lang]
        waves.append(Wave(title, version.number, version.published_at, found.answered, percents))
    rows = [
        (label[lang], [(wave, wave.percents[place]) for wave in waves])
        for place, (_, label) in enumerate(table.options)
    ]
    about = table.about[lang] if table.about else ""
    return Trend(table.id, table.label[lang], about, waves, rows, otherwise)
