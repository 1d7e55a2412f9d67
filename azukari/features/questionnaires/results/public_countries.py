"""Public page that compares countries: only what each country's newest publication shows, so that what is hidden there
is hidden here. It lives and dies with the publications, and needs none of its own.
"""

from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from azukari.features.questionnaires.learning.asked import tables_of
from azukari.features.questionnaires.learning.countries import Country, Shares
from azukari.features.questionnaires.learning.precision import Sampling
from azukari.features.questionnaires.models import Poll
from azukari.features.questionnaires.publish import questionnaire_of
from azukari.features.questionnaires.results.compared import TWO, ShownCountry, context, published_of
from azukari.features.questionnaires.results.counts import version_to_show
from azukari.features.questionnaires.results.models import Publication
from azukari.features.questionnaires.results.public import kept
from azukari.features.questionnaires.results.shown import results


@require_safe
@kept
def show(request: HttpRequest, lang: str, slug: str) -> HttpResponse:
    """The countries of a master questionnaire of which results are published."""
    master = Poll.objects.filter(slug=slug).first()
    asked, held = version_to_show(master) if master else None, published_of(slug)
    if asked is None or len(held) < TWO or lang not in questionnaire_of(asked).title:
        raise Http404
    shown = [ShownCountry(_country(each, lang), each.version, each.number) for each in held]
    questionnaire = questionnaire_of(asked)
    about = {"title": questionnaire.title[lang], "lead": questionnaire.lead[lang], "slug": slug}
    return render(request, "results/countries.html", about | context(tables_of(questionnaire), shown))


def _country(publication: Publication, lang: str) -> Country:
    shown, questionnaire = results(publication.document, lang), questionnaire_of(publication.version)
    shares: Mapping[str, Shares] = {
        table.id: Shares(table.base, {line.value: line.percent for line in table.lines}) for table in shown.tables
    }
    sampling = Sampling(publication.document["sampling"])
    return Country(questionnaire.country, shown.size, sampling, tables_of(questionnaire), shares)
