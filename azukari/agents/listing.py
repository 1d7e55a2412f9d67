"""The list of agents that may ask: entered, paused and removed by the desk, each time on the record.

Who is on it was looked up by people: the network's directory says whose key is whose. A stranger's signature is worth
nothing here, however well it is made.
"""

import hashlib
import re
import secrets
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from azukari.agents import closing
from azukari.agents.events import AGENT_CHANGED
from azukari.agents.models import Agent, AgentState
from azukari.ledger.events import done_by
from azukari.ledger.record import record
from azukari.lib.signed_message import NotSigned, public_key
from azukari.policy.agency import Why
from azukari.policy.terms import Actor

CODE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,62}[A-Za-z0-9])?", re.ASCII)
"""An id of the directory. The protocol writes ``[A-Z_]+`` and its own directory uses more than that."""

HOST = re.compile(
    r"(?=.{4,120}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?::\d{1,5})?"
)
_TOKEN_BYTES = 48
_MAY_READ = (AgentState.ACTIVE, AgentState.PAUSED, AgentState.SUSPECTED)


class AlreadyListed(Exception):
    """An agent of that id is on the list."""


def is_code(text: str) -> bool:
    """Whether it can be an id of the directory."""
    return CODE.fullmatch(text) is not None


def is_host(text: str) -> bool:
    """Whether it is the name of a host, with a port or without."""
    return HOST.fullmatch(text) is not None


def is_key(text: str) -> bool:
    """Whether it is a public key as the directory writes it."""
    try:
        return bool(public_key(text))
    except NotSigned:
        return False


def enter(agent: Agent, *, actor: Actor, now: datetime) -> Agent:
    """Put an agent on the list.

    Args:
        agent: what the desk says about it, not saved yet.

    Raises:
        AlreadyListed: it is there.
    """
    with transaction.atomic(durable=True):
        try:
            with transaction.atomic():
                agent.state, agent.added_at = AgentState.ACTIVE, now
                agent.save(force_insert=True)
        except IntegrityError as error:
            raise AlreadyListed from error
        _tell(agent, "listed", actor=actor, now=now)
    return agent


def pause(id: UUID, *, actor: Actor, now: datetime) -> bool:
    """Take no more requests of it; those that run go on. False if it was not active."""
    return _turn(id, AgentState.ACTIVE, AgentState.PAUSED, "paused", actor=actor, now=now)


def resume(id: UUID, *, actor: Actor, now: datetime) -> bool:
    """Take its requests again. False if it was not paused."""
    return any(
        _turn(id, state, AgentState.ACTIVE, "resumed", actor=actor, now=now)
        for state in (AgentState.PAUSED, AgentState.SUSPECTED)
    )


def suspect(id: UUID, *, actor: Actor, now: datetime) -> bool:
    """Its requests seem to be forged: take no more, and deny every one that nobody has confirmed, alike (P43).

    Returns:
        False if it was under suspicion already, or is removed.
    """
    with transaction.atomic(durable=True):
        agent = Agent.objects.select_for_update().get(id=id)
        if agent.state not in (AgentState.ACTIVE, AgentState.PAUSED):
            return False
        Agent.objects.filter(id=id).update(state=AgentState.SUSPECTED)
        _tell(agent, "suspected", actor=actor, now=now)
        for request in closing.unconfirmed(agent):
            closing.refuse(request, Why.SUSPECTED_FRAUD, actor=actor, now=now)
    return True


def remove(id: UUID, *, actor: Actor, now: datetime) -> bool:
    """Take it off the list: its token opens nothing, and it is told nothing more. What people confirmed is still done.

    Returns:
        False if it was not there.
    """
    with transaction.atomic(durable=True):
        agent = Agent.objects.select_for_update().get(id=id)
        if agent.state == AgentState.REMOVED:
            return False
        Agent.objects.filter(id=id).update(state=AgentState.REMOVED, token_digest="", token_at=None)
        _tell(agent, "removed", actor=actor, now=now)
        for request in closing.unconfirmed(agent):
            closing.refuse(request, Why.OTHER, actor=actor, now=now)
        agent.requests.filter(settled_at__isnull=True).update(settled_at=now)
    return True


def listed(code: str) -> Agent | None:
    """The active agent of that id."""
    return Agent.objects.filter(code=code, state=AgentState.ACTIVE).first()


def bearer(token: str) -> Agent | None:
    """The agent whose token it is; one that is paused may still ask how its requests stand."""
    return Agent.objects.filter(token_digest=_digest(token), state__in=_MAY_READ).first() if token else None


def give_token(agent: Agent, *, actor: Actor, now: datetime) -> str:
    """A new token, in the caller's transaction; the one before is void."""
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    Agent.objects.filter(id=agent.id).update(token_digest=_digest(token), token_at=now)
    _tell(agent, "token-given", actor=actor, now=now)
    return token


def _turn(id: UUID, before: AgentState, after: AgentState, act: str, *, actor: Actor, now: datetime) -> bool:
    with transaction.atomic(durable=True):
        if not Agent.objects.filter(id=id, state=before).update(state=after):
            return False
        _tell(Agent.objects.get(id=id), act, actor=actor, now=now)
    return True


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode(errors="surrogateescape")).hexdigest()


def _tell(agent: Agent, act: str, *, actor: Actor, now: datetime) -> None:
    record(done_by(actor, AGENT_CHANGED, agent=agent.id, act=act), now=now)
