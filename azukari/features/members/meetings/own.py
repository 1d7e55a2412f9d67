"""My general meetings on the own page: what is on the agenda, and whether I come or leave my vote to the chair."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _

from azukari.features.members.events import SAID
from azukari.features.members.meetings.calling import NotCalled, say
from azukari.features.members.models import MemberState, Said, Vote
from azukari.shells.self_service.guard import Visit, own_page

DONE = {
    "said": _("Thank you. You can change your answer until the meeting begins."),
    "not-said": _("The meeting has begun, so your answer could not be kept."),
}


def section(visit: Visit) -> Mapping[str, Any] | None:
    """The meetings to come of which I had the notice; None where there is none. One query."""
    found = Vote.objects.filter(person_id=visit.person, meeting__starts__gt=visit.now, meeting__closed_at=None)
    member = found.filter(submission__membership__state=MemberState.ADMITTED)
    votes = list(member.select_related("meeting").order_by("meeting__starts", "id"))
    return {"votes": votes, "said": SAID, "answers": [Said.COMES, Said.PROXY, Said.ABSENT]} if votes else None


@own_page("POST")
def answer(visit: Visit, vote: UUID) -> HttpResponse:
    """Say whether I come. The last word counts."""
    said = visit.request.POST.get("said", "")
    if said not in Said or not Vote.objects.filter(id=vote, person_id=visit.person).exists():
        raise Http404
    try:
        say(vote, Said(said), actor=visit.actor, now=visit.now)
    except NotCalled:
        return visit.back(done="not-said")
    return visit.back(done="said")
