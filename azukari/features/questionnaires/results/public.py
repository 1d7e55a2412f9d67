"""Public page of a questionnaire's results: what was published, word for word, with how it came to be."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from azukari.core.policy_versions.of_request import policy_of
from azukari.features.questionnaires.publish import questionnaire_of
from azukari.features.questionnaires.results.compared import TWO, published_of
from azukari.features.questionnaires.results.models import Publication, Report
from azukari.features.questionnaires.results.picture import picture
from azukari.features.questionnaires.results.shown import Results, results

kept = cache_control(public=True, max_age=300)
"""A decorator: whoever serves many may keep a page of results for a while."""


@require_safe
@kept
def show(request: HttpRequest, lang: str, slug: str, number: int = 0) -> HttpResponse:
    """The newest publication, or that of a number."""
    publication, shown = _published(lang, slug, number)
    numbers = Publication.objects.filter(poll=slug).order_by("-number").values_list("number", "published_at")
    context = {"results": shown, "slug": slug, "publication": publication, "versions": list(numbers)}
    master = questionnaire_of(publication.version).master
    if master and len(published_of(master)) >= TWO:
        context["master"] = master
    return render(request, "results/results.html", context)


@require_safe
@kept
def chart(request: HttpRequest, lang: str, slug: str, table: str) -> HttpResponse:
    """One chart of the newest publication, as a picture that other sites can show."""
    _publication, shown = _published(lang, slug, 0)
    found = next((each for each in shown.tables if each.id == table), None)
    policy = policy_of(request)
    if found is None or policy is None:
        raise Http404
    source = _("%(organisation)s, %(title)s") % {"organisation": policy.organisation.name[lang], "title": shown.title}
    return HttpResponse(picture(found, source=source, lang=lang), content_type="image/svg+xml")


@require_safe
@kept
def report(request: HttpRequest, lang: str, slug: str, number: int) -> HttpResponse:
    """The report of a publication."""
    del request
    found = Report.objects.filter(publication__poll=slug, publication__number=number, lang=lang).first()
    if found is None:
        raise Http404
    response = HttpResponse(bytes(found.content), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{slug}-{number}-{lang}.pdf"'
    return response


def _published(lang: str, slug: str, number: int) -> tuple[Publication, Results]:
    held = Publication.objects.filter(poll=slug).select_related("version").order_by("-number")
    found = (held.filter(number=number) if number else held).first()
    if found is None or lang not in found.document["title"]:
        raise Http404
    return found, results(found.document, lang)
