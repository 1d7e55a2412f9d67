"""Are both records yours? The page behind a mailed link, and the button by which a person parts them again."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from azukari.rights import merging
from azukari.rights.guard import Visit, is_ours, not_ours, own_page, private
from azukari.vault.merge import NotMerged, merges_of, part
from azukari.vault.refusal import Refused


@csrf_exempt
def answer(request: HttpRequest, lang: str, token: str) -> HttpResponse:  # noqa: ARG001 - the path names it
    """The question; only a button answers it."""
    now = timezone.now()
    try:
        if request.method != "POST":
            merging.question(token, now=now)
            return private(render(request, "rights/merge.html"))
        if not is_ours(request):
            return not_ours(request)
        yes = request.POST.get("answer") == "yes"
        done = merging.answer(token, yes=yes, now=now)
    except merging.LinkUnusable:
        return private(render(request, "rights/link_unusable.html", status=410))
    return private(render(request, "rights/merge_answered.html", {"yes": yes, "done": done}))


@own_page("POST")
def undo(visit: Visit, merge: UUID) -> HttpResponse:
    """Part two records again; the page ends, and whoever comes in by one of the addresses finds that one's."""
    if merge not in {known.id for known in merges_of(visit.person, visit.now)}:
        raise Http404
    try:
        part(merge, actor=visit.actor, now=visit.now)
    except (NotMerged, Refused) as gone:
        raise Http404 from gone
    return private(render(visit.request, "rights/parted.html"))
