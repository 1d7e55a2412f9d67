"""Trend over waves at the desk: the same question in other versions and questionnaires, word for word the same.

What was asked in other words is another question: it is named, and not compared.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from azukari.features.questionnaires.desk.door import PollDesk
from azukari.features.questionnaires.learning.asked import Asked, counted, tables_of
from azukari.features.questionnaires.models import Version
from azukari.features.questionnaires.publish import questionnaire_of
from azukari.features.questionnaires.results.counts import Taken, taken_of, version_to_show
from azukari.features.questionnaires.results.desk.door import may_read, reads_results
from azukari.features.questionnaires.shape import Text
from azukari.lib.percent import percent

_MOST = 12
"""Waves beside each other at most, the newest ones."""


@dataclass(frozen=True, slots=True)
class Wave:
    """One time that it was asked."""

    version: Version
    base: int
    percents: Sequence[int]


@dataclass(frozen=True, slots=True)
class Trend:
    """A table with its waves, the first one first.

    Args:
        otherwise: how many waves asked it in other words.
    """

    asked: Asked
    waves: Sequence[Wave]
    otherwise: int

    @property
    def rows(self) -> list[tuple[Text, list[tuple[Wave, int]]]]:
        """Each option, with its percent in each wave."""
        return [
            (label, [(wave, wave.percents[place]) for wave in self.waves])
            for place, (_value, label) in enumerate(self.asked.options)
        ]


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
    found = [_trend(table, asked, known) for table in tables_of(questionnaire_of(newest))]
    context = {
        "poll": desk.poll,
        "title": questionnaire_of(newest).title[desk.lang],
        "trends": [trend for trend in found if len(trend.waves) > 1],
        "changed": [trend for trend in found if trend.otherwise],
    }
    return render(request, "results/desk/trend.html", context)


def _trend(table: Asked, asked: Sequence[tuple[Version, Mapping[str, Asked]]], known: Mapping[UUID, Taken]) -> Trend:
    waves, otherwise = list[Wave](), 0
    for version, tables in asked:
        same = (each for each in tables.values() if (each.wording, each.options) == (table.wording, table.options))
        there = next(same, None)
        if there is None:
            otherwise += table.id in tables
            continue
        found = counted(there, known[version.id].cells)
        percents = [percent(found.counts.get(value, 0), found.answered) for value in there.values]
        waves.append(Wave(version, found.answered, percents))
    return Trend(table, waves, otherwise)
