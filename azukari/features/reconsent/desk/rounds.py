"""Progress of the rounds in which people are asked again: counts, the dates, and the end. Nobody is named."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from azukari.core.ledger.events import actor_reference
from azukari.features.reconsent.progress import progress
from azukari.features.reconsent.tend import end
from azukari.shells.staff.officer import Officer, officers_only
from azukari.shells.staff.post_only import post_only


@require_safe
@officers_only
def show(request: HttpRequest, who: Officer) -> HttpResponse:
    """All rounds, the newest first."""
    return render(request, "console/policy/rounds.html", {"rounds": progress(now=who.now)})


@post_only("console-policy-rounds")
@officers_only
def end_it(request: HttpRequest, who: Officer, charter: int) -> HttpResponse:  # noqa: ARG001 - the decorator hands it
    """End one before its time; ending it twice is the same as once."""
    if not progress(number=charter, now=who.now):
        raise Http404
    end(charter, actor=actor_reference(who.actor), now=who.now)
    return redirect("console-policy-rounds")
