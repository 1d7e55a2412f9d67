"""The person's own pause of a membership, and their no to a renewal that would come by itself."""

from datetime import date
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.dateparse import parse_date

from azukari.members.held import NotAMember
from azukari.members.own import own_registration
from azukari.members.pause import NotPaused, end_pause, pause
from azukari.members.paused_time import No
from azukari.members.renewal_notice import NothingToDecline, decline_renewal
from azukari.own.guard import Visit, own_page


@own_page("POST")
def pause_mine(visit: Visit, submission: UUID) -> HttpResponse:
    """Pause it. Sending the same days again changes nothing."""
    begins, ends = (day_typed(visit.request.POST.get(name, "")) for name in ("begins", "ends"))
    if begins is None or ends is None:
        return visit.back(done=No.ORDER.value)
    try:
        pause(own_registration(visit, submission).id, begins=begins, ends=ends, actor=visit.actor, now=visit.now)
    except NotAMember as gone:
        raise Http404 from gone
    except NotPaused as no:
        return visit.back(done=no.why.value)
    return visit.back(done="paused")


@own_page("POST")
def end_mine(visit: Visit, submission: UUID) -> HttpResponse:
    """End it today, or call it off; a second press finds it done."""
    try:
        end_pause(own_registration(visit, submission).id, actor=visit.actor, now=visit.now)
    except NotAMember as gone:
        raise Http404 from gone
    return visit.back(done="unpaused")


@own_page("POST")
def decline_mine(visit: Visit, submission: UUID) -> HttpResponse:
    """Not to renew by itself; a second press finds it so."""
    try:
        decline_renewal(own_registration(visit, submission).id, actor=visit.actor, now=visit.now)
    except NotAMember as gone:
        raise Http404 from gone
    except NothingToDecline:
        return visit.back(done="not-declined")
    return visit.back(done="declined")


def day_typed(text: str) -> date | None:
    """The day that a date field sent, or None."""
    try:
        return parse_date(text)
    except ValueError:
        return None
