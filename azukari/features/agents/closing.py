"""Ending a request that nobody has confirmed: the agent revokes it, its time runs out, or its agent falls.

The case is refused on the law's own ground, that nobody showed who they are, and closed; the agent is its only reader.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from azukari.core.cases.events import CASE_DECIDED
from azukari.core.cases.lifecycle import close, locked, step, tell
from azukari.core.cases.models import Case, CasePart
from azukari.features.agents.models import Agent, AgentRequest
from azukari.lib.conflict import InvalidTransition
from azukari.lib.identifier import new_id
from azukari.policy.agency import Why
from azukari.policy.casework import NO_IDENTITY_GROUND, CaseState, Move, Outcome
from azukari.policy.terms import Actor, ActorKind

PROGRAM = Actor(ActorKind.SYSTEM, "agents")
BATCH = 200


def unconfirmed(agent: Agent) -> QuerySet[AgentRequest]:
    """Requests of the agent that wait for the person."""
    waiting = AgentRequest.objects.filter(agent=agent, refused="", revoked_at__isnull=True, case__identity="")
    return waiting.select_related("case").order_by("id")


def refuse(request: AgentRequest, why: Why, *, actor: Actor, now: datetime) -> None:
    """Deny it, in the caller's transaction: the agent is told ``why``."""
    AgentRequest.objects.filter(id=request.id).update(refused=why.value, due_at=now)
    end(request, actor=actor, now=now)


def end(request: AgentRequest, *, actor: Actor, now: datetime) -> None:
    """Close the case of a request that nobody confirmed, in the caller's transaction; what the desk decided stands."""
    if request.case is None:
        return
    try:
        held = locked(request.case, Move.DECIDE)
    except InvalidTransition:
        return
    held.outcome = Outcome.REFUSED
    CasePart.objects.create(case=held, ground=NO_IDENTITY_GROUND, work_id=new_id())
    step(held, "decided", actor=actor, now=now, reason=NO_IDENTITY_GROUND)
    tell(held, CASE_DECIDED, None, actor=actor, now=now, outcome=held.outcome, ground=[NO_IDENTITY_GROUND])
    close(held, actor=actor, now=now)


def lapse(now: datetime) -> int:
    """End the requests whose time to be confirmed is over; returns how many."""
    over = Q(case__state__in=(CaseState.RECEIVED, CaseState.CHECKING)) & Q(confirm_by__lte=now, case__identity="")
    ended = 0
    while True:
        with transaction.atomic(durable=True):
            batch = list(AgentRequest.objects.filter(over).select_related("case").order_by("id")[:BATCH])
            for request in batch:
                end(request, actor=PROGRAM, now=now)
        ended += len(batch)
        if len(batch) < BATCH:
            return ended


def answer_early_refusals(now: datetime) -> int:
    """Close what the desk refused before anybody confirmed it: there is nobody to write to, and the agent is told when
    the time is over, as with every other. Returns how many.
    """
    done = Case.objects.filter(state=CaseState.DONE, identity="", subject__isnull=True, agent_request__isnull=False)
    cases = list(done[:BATCH])
    for case in cases:
        with transaction.atomic(durable=True):
            try:
                close(locked(case, Move.ANSWER), actor=PROGRAM, now=now)
            except InvalidTransition:
                continue
    return len(cases)
