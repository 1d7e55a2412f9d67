"""Countries beside each other at the desk: what was asked alike, and what a comparison has to bear in mind."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from azukari.lib.country import country
from azukari.questionnaires.learning.asked import tables_of
from azukari.questionnaires.learning.countries import Country, caveats, compared
from azukari.questionnaires.learning.precision import Sampling
from azukari.questionnaires.models import Poll, PollState
from azukari.questionnaires.publish import questionnaire_of
from azukari.questionnaires.results.counts import taken, version_to_show
from azukari.questionnaires.results.desk.door import PollDesk, may_read, reads_results
from azukari.questionnaires.results.models import Draft


@dataclass(frozen=True, slots=True)
class ShownCountry:
    """One country, with what is said of its sample."""

    name: str
    slug: str
    size: int
    sampling: str
    since: datetime
    until: datetime | None


@require_safe
@reads_results
def show(request: HttpRequest, desk: PollDesk) -> HttpResponse:
    """All countries of the master to which the questionnaire belongs."""
    slug = desk.poll.draft.get("master") or desk.poll.slug
    master = Poll.objects.filter(slug=slug).first()
    made = Poll.objects.filter(draft__master=slug).exclude(state=PollState.DRAFT).order_by("slug")
    asked = version_to_show(master) if master else None
    if asked is None:
        raise Http404
    drafts = {draft.poll_id: Sampling(draft.sampling) for draft in Draft.objects.filter(poll__in=made)}
    countries: list[Country] = []
    shown: list[ShownCountry] = []
    for poll in made:
        version = version_to_show(poll) if may_read(poll, desk.who) else None
        known = taken(version) if version else None
        if version is None or known is None or not known.size:
            continue
        code, sampling = poll.draft["country"], drafts.get(poll.slug, Sampling.SELF_SELECTED)
        countries.append(Country(code, known.size, sampling, tables_of(questionnaire_of(version)), known.cells))
        name = country(code, desk.lang)
        shown.append(ShownCountry(name, poll.slug, known.size, sampling.value, version.published_at, poll.closes_at))
    context = {
        "poll": desk.poll,
        "title": questionnaire_of(asked).title[desk.lang],
        "countries": shown,
        "by_chance": not caveats(countries),
        "tables": [
            {
                "id": table.asked.id,
                "title": table.asked.label[desk.lang],
                "about": table.asked.about[desk.lang] if table.asked.about else "",
                "columns": [(country(column.code, desk.lang), column.base) for column in table.columns],
                "rows": [
                    (label, [column.percents[place] for column in table.columns])
                    for place, (_value, label) in enumerate(table.options)
                ],
                "otherwise": _named(table.otherwise, desk.lang),
                "differing": _named(table.differing, desk.lang),
                "missing": _named(table.missing, desk.lang),
            }
            for table in compared(tables_of(questionnaire_of(asked)), countries, desk.lang)
        ],
    }
    return render(request, "results/desk/countries.html", context)


def _named(codes: Sequence[str], lang: str) -> str:
    return ("、" if lang == "ja" else ", ").join(country(code, lang) for code in codes)
