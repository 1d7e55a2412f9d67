"""Countries beside each other at the desk: what was asked alike, and what a comparison has to bear in mind."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from azukari.features.questionnaires.desk.door import PollDesk
from azukari.features.questionnaires.learning.asked import tables_of
from azukari.features.questionnaires.learning.countries import Country, counted_shares
from azukari.features.questionnaires.learning.precision import Sampling
from azukari.features.questionnaires.models import Poll, PollState
from azukari.features.questionnaires.publish import questionnaire_of
from azukari.features.questionnaires.results.compared import TWO, ShownCountry, context, published_of
from azukari.features.questionnaires.results.counts import taken, version_to_show
from azukari.features.questionnaires.results.desk.door import may_read, reads_results
from azukari.features.questionnaires.results.models import Draft


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
    shown: list[ShownCountry] = []
    for poll in made:
        version = version_to_show(poll) if may_read(poll, desk.who) else None
        known = taken(version) if version else None
        if version is None or known is None or not known.size:
            continue
        code, sampling = poll.draft["country"], drafts.get(poll.slug, Sampling.SELF_SELECTED)
        tables = tables_of(questionnaire_of(version))
        said = Country(code, known.size, sampling, tables, counted_shares(tables, known.cells))
        shown.append(ShownCountry(said, version))
    questionnaire, public = questionnaire_of(asked), len(published_of(asked.poll_id)) >= TWO
    about = {"poll": desk.poll, "title": questionnaire.title[desk.lang], "public": asked.poll_id if public else ""}
    return render(request, "results/desk/countries.html", about | context(tables_of(questionnaire), shown))
