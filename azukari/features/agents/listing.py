"""The list of agents that may ask: entered, paused and removed by the desk, each time on the record.

Who is on it was looked up by people: the network's directory says whose key is whose. A stranger's signature is worth
nothing here, however well it is made.
"""

import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from azukari.core.ledger.events import done_by
from azukari.core.ledger.record import record
from azukari.features.agents import closing
from azukari.features.agents.events import AGENT_CHANGED
from azukari.features.agents.models import Agent, AgentState
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


@dataclass(frozen=True, slots=True)
class Move:
    """A step with an agent that is on the list.

    Args:
        before: the states in which it can be taken.
        act: as the ledger tells it.
        denies: why every request that nobody has confirmed is denied, alike (P43); `Why.NONE` where they go on.
    """

    before: frozenset[AgentState]
    after: AgentState
    act: str
    denies: Why = Why.NONE


MOVES: Mapping[str, Move] = {
    "pause": Move(frozenset({AgentState.ACTIVE}), AgentState.PAUSED, "paused"),
    "resume": Move(frozenset({AgentState.PAUSED, AgentState.SUSPECTED}), AgentState.ACTIVE, "resumed"),
    "suspect": Move(
        frozenset({AgentState.ACTIVE, AgentState.PAUSED}), AgentState.SUSPECTED, "suspected", Why.SUSPECTED_FRAUD
    ),
    "remove": Move(frozenset(_MAY_READ), AgentState.REMOVED, "removed", Why.OTHER),
}
"""What can be done with an agent, in the order in which it is offered. One that is paused or under suspicion has no
more requests taken, and those that run go on; the token of one that is removed opens nothing, it is told nothing more,
and what people confirmed is still done.
"""


def move(name: str, id: UUID, *, actor: Actor, now: datetime) -> bool:
    """Take a step of `MOVES`; False if the agent does not stand where it can be taken."""
    step = MOVES[name]
    gone = {"token_digest": "", "token_at": None} if step.after is AgentState.REMOVED else {}
    with transaction.atomic(durable=True):
        agent = Agent.objects.select_for_update().get(id=id)
        if agent.state not in step.before:
            return False
        Agent.objects.filter(id=id).update(state=step.after, **gone)
        _tell(agent, step.act, actor=actor, now=now)
        if step.denies is not Why.NONE:
            for request in closing.unconfirmed(agent):
                closing.refuse(request, step.denies, actor=actor, now=now)
        if gone:
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


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode(errors="surrogateescape")).hexdigest()


def _tell(agent: Agent, act: str, *, actor: Actor, now: datetime) -> None:
    record(done_by(actor, AGENT_CHANGED, agent=agent.id, act=act), now=now)
