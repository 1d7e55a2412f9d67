"""Consents to be passed on: given and taken back with one press each, per recipient and purpose (P22)."""

from django.http import Http404, HttpResponse

from azukari.core.transfers.consents import NotOffered, agree, offers, withdraw
from azukari.shells.self_service.guard import Visit, own_page


@own_page("POST")
def decide(visit: Visit, recipient: str, purpose: str) -> HttpResponse:
    """Agree, or take it back; the page that was posted from says which."""
    if visit.request.POST.get("agree") != "1":
        withdraw(visit.person, recipient=recipient, purpose=purpose, actor=visit.actor, now=visit.now)
        return visit.back(done="not-passed-on")
    named = offers(visit.person, policy=visit.policy, now=visit.now)
    offered = [offer for offer in named if (offer.recipient, offer.purpose) == (recipient, purpose)]
    if not offered:
        raise Http404
    try:
        agree(
            visit.person,
            recipient=recipient,
            purpose=purpose,
            categories=offered[0].categories,
            actor=visit.actor,
            now=visit.now,
        )
    except NotOffered as error:
        raise Http404 from error
    return visit.back(done="passed-on")
