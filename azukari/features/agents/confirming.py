"""The person's word on what an agent asked: yes or no, by a button behind a link that was mailed to their address.

A no is kept from the agent: told at once, it would say that the address is known here. The request then ends like one
that nobody answered (P43).
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from azukari.core.cases.events import CASE_CHANGED
from azukari.core.cases.lifecycle import locked, step, tell
from azukari.core.cases.models import Case, CaseSubject
from azukari.core.mail.link import LinkClosed, LinkState, MailedLink
from azukari.core.people.lock import lock_people
from azukari.core.people.models import Person
from azukari.features.agents.models import AgentRequest, AskedPerson
from azukari.lib.conflict import InvalidTransition
from azukari.policy.casework import CaseState, Identity, Move
from azukari.policy.terms import Actor, ActorKind

CONFIRMED, DENIED = "agent-confirmed", "agent-denied"


@dataclass(frozen=True, slots=True)
class AgentQuestion:
    """What the page behind the link asks.

    Args:
        agent: what the agent is called.
        web_url: its address, to lead the person back to.
        kind: what kind of request it is.
    """

    request: UUID
    person: UUID
    agent: str
    web_url: str
    exercise: str
    kind: str


def _asked(id: UUID, now: datetime) -> AgentQuestion:
    asked = AskedPerson.objects.filter(request_id=id, person__isnull=False)
    found = asked.select_related("request__agent", "request__case").first()
    if found is None or found.person_id is None:
        raise LinkClosed(LinkState.UNKNOWN)
    if not _waits(found.request, now):
        raise LinkClosed(LinkState.USED)
    request = found.request
    kind = request.case.kind if request.case else ""
    return AgentQuestion(request.id, found.person_id, request.agent.name, request.agent.web_url, request.exercise, kind)


LINK = MailedLink("agent-asks", "me/agent", _asked)


def is_asked(request: UUID, *, now: datetime) -> bool:
    """Whether the request still waits for the person."""
    found = AgentRequest.objects.select_related("case").filter(id=request).first()
    return found is not None and _waits(found, now)


def answer(token: str, *, yes: bool, now: datetime) -> AgentQuestion:
    """The person's word. A yes connects the case with their record and lets the desk decide it; a no keeps it closed.

    Raises:
        LinkClosed: nothing was changed.
    """
    asked = LINK.opened(token, now=now)
    actor = Actor(ActorKind.PERSON, str(asked.person))
    with transaction.atomic(durable=True):
        lock_people([asked.person])
        row = AgentRequest.objects.select_for_update(of=("self",)).select_related("case").get(id=asked.request)
        if row.case is None or not _waits(row, now):
            raise LinkClosed(LinkState.USED)
        try:
            held = locked(row.case, Move.SHOW_IDENTITY)
        except InvalidTransition as stuck:
            raise LinkClosed(LinkState.USED) from stuck
        if yes:
            _confirm(held, asked.person, actor, now)
            AgentRequest.objects.filter(id=row.id).update(due_at=now)
        else:
            AgentRequest.objects.filter(id=row.id).update(declined_at=now)
            step(held, DENIED, actor=actor, now=now)
            tell(held, CASE_CHANGED, asked.person, actor=actor, now=now, act=DENIED)
    return asked


def _waits(request: AgentRequest, now: datetime) -> bool:
    ended = request.revoked_at or request.declined_at or request.refused
    open_ = request.case is not None and request.case.state in (CaseState.RECEIVED, CaseState.CHECKING)
    return not ended and open_ and now < request.confirm_by


def _confirm(case: Case, person: UUID, actor: Actor, now: datetime) -> None:
    if not Person.objects.filter(id=person, confirmed_at__isnull=False).exists():
        raise LinkClosed(LinkState.UNKNOWN)
    CaseSubject.objects.update_or_create(case=case, defaults={"person_id": person})
    case.state, case.identity = CaseState.READY, Identity.CONFIRMED_ADDRESS
    case.save(update_fields=["state", "identity"])
    step(case, "connected", actor=actor, now=now)
    step(case, "identity-shown", actor=actor, now=now, reason=Identity.CONFIRMED_ADDRESS.value)
    tell(case, CASE_CHANGED, person, actor=actor, now=now, act=CONFIRMED, method=Identity.CONFIRMED_ADDRESS.value)
