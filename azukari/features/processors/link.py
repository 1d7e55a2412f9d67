"""The mailed link: which call it belongs to, and what may be done by it."""

from datetime import datetime
from uuid import UUID

from azukari.core.mail.link import LinkClosed, LinkState, MailedLink
from azukari.core.transfers.models import GuidelinesAcceptance
from azukari.features.processors.call import needs_renewal
from azukari.features.processors.models import Call


def acceptance(call: Call) -> GuidelinesAcceptance | None:
    """How the version that the call is about was accepted, by its link or otherwise."""
    if call.guidelines_id is None:
        return None
    return GuidelinesAcceptance.objects.filter(recipient=call.recipient_id, guidelines=call.guidelines_id).first()


def _find(id: UUID, now: datetime) -> Call:
    call = Call.objects.select_related("recipient", "guidelines").filter(id=id).first()
    if call is None:
        raise LinkClosed(LinkState.UNKNOWN)
    if call.expired(now):
        raise LinkClosed(LinkState.EXPIRED, call)
    if needs_renewal(call, now) and acceptance(call) is None:
        raise LinkClosed(LinkState.SUPERSEDED, call)
    return call


LINK = MailedLink("contractor", "contractor", _find)
