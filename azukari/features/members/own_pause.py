"""The person's own pause of a membership, and their no to a renewal that would come by itself."""

from django.http import HttpResponse

from azukari.core.forms.models import Submission
from azukari.features.members.own import of_mine
from azukari.features.members.pause import NotPaused, end_pause, pause
from azukari.features.members.paused_time import PauseFault
from azukari.features.members.renewal_notice import NothingToDecline, decline_renewal
from azukari.shells.self_service.guard import Visit
from azukari.shells.staff.answer import day_typed


@of_mine
def pause_mine(visit: Visit, held: Submission) -> HttpResponse:
    """Pause it. Sending the same days again changes nothing."""
    begins, ends = (day_typed(visit.request.POST.get(name, "")) for name in ("begins", "ends"))
    if begins is None or ends is None:
        return visit.back(done=PauseFault.ORDER.value)
    try:
        pause(held.id, begins=begins, ends=ends, actor=visit.actor, now=visit.now)
    except NotPaused as no:
        return visit.back(done=no.why.value)
    return visit.back(done="paused")


@of_mine
def end_mine(visit: Visit, held: Submission) -> HttpResponse:
    """End it today, or call it off; a second press finds it done."""
    end_pause(held.id, actor=visit.actor, now=visit.now)
    return visit.back(done="unpaused")


@of_mine
def decline_mine(visit: Visit, held: Submission) -> HttpResponse:
    """Not to renew by itself; a second press finds it so."""
    try:
        decline_renewal(held.id, actor=visit.actor, now=visit.now)
    except NothingToDecline:
        return visit.back(done="not-declined")
    return visit.back(done="declined")
