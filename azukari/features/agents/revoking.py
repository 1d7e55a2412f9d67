"""An agent takes a request back (DRP 2.04)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from azukari.core.cases.lifecycle import close, locked, step
from azukari.core.vault import notes
from azukari.core.vault.notes import NoteKind
from azukari.features.agents import claims
from azukari.features.agents.claims import NotTaken
from azukari.features.agents.closing import PROGRAM
from azukari.features.agents.models import AgentRequest
from azukari.features.agents.status import told_one
from azukari.lib.conflict import InvalidTransition
from azukari.policy.casework import Move, Outcome


def revoke(request: AgentRequest, body: bytes, *, now: datetime) -> AgentRequest:
    """Take it back; done twice it is done once. What the person gave as a reason is sealed.

    Raises:
        NotTaken: it is not believed; or the request has ended, or is being carried out.
    """
    message = claims.signed_by(request.agent, body)
    for claim, ours in (("agent-id", request.agent.code), ("business-id", request.agent.business_id)):
        if message.content.get(claim, ours) != ours:
            raise NotTaken(403, _("The message is of another agent, or for somebody else."), fatal=True)
    reason = claims.reason(message.content)
    with transaction.atomic(durable=True):
        held = AgentRequest.objects.select_for_update(of=("self",)).select_related("agent", "case").get(id=request.id)
        if held.revoked_at is not None:
            return held
        if told_one(held, now).standing.final:
            raise NotTaken(409, _("It has ended already. Ask for its status."))
        _end(held, reason, now)
        held.revoked_at = held.due_at = now
        held.save(update_fields=["revoked_at", "due_at"])
    return held


def _end(request: AgentRequest, reason: str, now: datetime) -> None:
    """Close the case, unless the desk has ended one that nobody confirmed: to the agent that looks the same (P43)."""
    if request.case is None:
        return
    try:
        held = locked(request.case, Move.TAKE_BACK)
    except InvalidTransition as stuck:
        if request.case.identity:
            raise NotTaken(409, _("It is decided, and being carried out. Ask for its status.")) from stuck
        return
    if reason:
        notes.write(held.id, NoteKind.NOTE, reason, now=now)
    held.outcome = Outcome.TAKEN_BACK
    step(held, "taken-back", actor=PROGRAM, now=now)
    close(held, actor=PROGRAM, now=now)
