"""End of a registration by its person: says first what ends and until when it is kept, then does it."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from azukari.core.forms.ending import NotRunning, end_registration, foresee
from azukari.core.forms.models import EndedAs, Submission
from azukari.shells.self_service.guard import Visit, own_page


@own_page("GET", "HEAD", "POST")
def end(visit: Visit, submission: UUID) -> HttpResponse:
    """Ask once more, then end it. Ending it twice is the same as once."""
    found = get_object_or_404(Submission, id=submission, person_id=visit.person)
    ends = foresee(found, known=visit.charters, now=visit.now)
    if not ends:
        return visit.back()
    if visit.request.method != "POST":
        policy = visit.charters.policy(found.charter_id)
        uses = [
            (policy.purposes[purpose].title[visit.lang], policy.organisation.last_day(day))
            for purpose, day in sorted(ends.items())
            if purpose in policy.purposes
        ]
        return visit.render("own/end.html", {"form": policy.forms[found.form], "uses": uses})
    try:
        end_registration(found.id, reason=EndedAs.LEFT, actor=visit.actor, now=visit.now)
    except NotRunning:
        return visit.back()
    return visit.back(done="ended")
