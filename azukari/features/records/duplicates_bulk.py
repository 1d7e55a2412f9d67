"""Several pairs of records at once, from their list: they are different people."""

from contextlib import suppress

from django.http import HttpRequest, HttpResponse

from azukari.core.vault.pairing import PairGone, dismiss
from azukari.features.records.duplicates import PAGE, back
from azukari.policy.terms import Act
from azukari.shells.staff.acts import Doer, needs_act
from azukari.shells.staff.answer import uuid
from azukari.shells.staff.post_only import post_only


@post_only("console-duplicates")
@needs_act(Act.MERGE)
def dismiss_several(request: HttpRequest, doer: Doer) -> HttpResponse:
    """Say of all pairs that are ticked that they are two people each. One that somebody decided meanwhile stays so."""
    ticked = [uuid(text) for text in request.POST.getlist("picked")[:PAGE]]
    done = 0
    for pair in (id for id in ticked if id is not None):
        with suppress(PairGone):
            dismiss(pair, actor=doer.actor, now=doer.now)
            done += 1
    return back("several" if done else "gone" if ticked else "none")
