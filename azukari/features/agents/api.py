"""The Data Rights Protocol 1.0 below ``/api/v1/``; its base, as the network's directory names it, is ``/api``.

Bodies are signed messages, and answers JSON. Of a request that is not the agent's own, and of one that never was, the
answer is the same (DRP 2.02.1).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router

from azukari.core.forms.client import network_of
from azukari.core.policy_versions.current import ruling_policy
from azukari.features.agents import asking, listing
from azukari.features.agents.api_shapes import DESCRIBED, SIGNED, WITHOUT_A_WORD, RequestStatus, Token
from azukari.features.agents.claims import NotTaken
from azukari.features.agents.models import Agent, AgentRequest
from azukari.features.agents.revoking import revoke
from azukari.features.agents.status import told_one
from azukari.lib.rate import RateLimit
from azukari.shells.api.server import api
from azukari.shells.api.staff_token import HeaderToken

_PLAIN = frozenset({"", "text/plain", "application/octet-stream"})

router = Router(tags=["agents"])
_agents = RateLimit(timedelta(minutes=1), "agents.api.agents")
_strangers = RateLimit(timedelta(hours=1), "agents.api.strangers")


class TooOften(NotTaken):
    """``wait``: seconds until it may be tried again."""

    def __init__(self, wait: int) -> None:
        super().__init__(429, _("Too many requests. Try again later."))
        self.wait = wait


class AgentToken(HeaderToken):
    """The key of an agent on the list."""

    def authenticate(self, request: HttpRequest, token: str) -> Agent:
        now = timezone.now()
        _ruled()
        agent = listing.bearer(token)
        if agent is None:
            _few_strangers(request, now)
            raise NotTaken(403, _("Send the token of an agent on our list, as a header: Authorization: Bearer …"))
        if wait := _agents.take(str(agent.id), limit=settings.AZUKARI.limits.requests_per_token, now=now):
            raise TooOften(wait)
        return agent


@api.exception_handler(NotTaken)
def _not_taken(request: HttpRequest, error: NotTaken) -> HttpResponse:  # noqa: ARG001
    """What is refused is answered as the protocol wants (DRP 3.06)."""
    body: dict[str, Any] = {"code": str(error.status), "message": error.message}
    answer = _json(body | ({"fatal": True} if error.fatal else {}), error.status)
    if isinstance(error, TooOften):
        answer.headers["Retry-After"] = str(error.wait)
    return answer


@router.post(
    "data-rights-request",
    response={200: RequestStatus, **DESCRIBED},
    openapi_extra=SIGNED,
    auth=AgentToken(),
    summary="Make a request for a person",
)
def exercise(request: HttpRequest) -> HttpResponse:
    """Data Rights Protocol 1.0, 2.01. Nothing is done before the person has confirmed it by a mailed link, and the
    answer is the same whether or not the address is known here.
    """
    agent, now = _agent_of(request), timezone.now()
    return _status(asking.ask(agent, _signed(request), now=now), now)


@router.get(
    "data-rights-request/{request_id}",
    response={200: RequestStatus, **DESCRIBED},
    auth=AgentToken(),
    summary="Status of a request",
)
def status(request: HttpRequest, request_id: str) -> HttpResponse:
    """Data Rights Protocol 1.0, 2.02."""
    return _status(_own(request_id, _agent_of(request)), timezone.now())


@router.delete(
    "data-rights-request/{request_id}",
    response={200: RequestStatus, **DESCRIBED},
    openapi_extra=SIGNED,
    auth=AgentToken(),
    summary="Revoke a request",
)
def take_back(request: HttpRequest, request_id: str) -> HttpResponse:
    """Data Rights Protocol 1.0, 2.04. The signed message may hold the person’s `reason`."""
    found, now = _own(request_id, _agent_of(request)), timezone.now()
    return _status(revoke(found, _signed(request), now=now), now)


@router.post(
    "agent/{agent_id}",
    response={200: Token, **WITHOUT_A_WORD},
    openapi_extra=SIGNED,
    summary="Get a token by a signed message",
)
def set_up(request: HttpRequest, agent_id: str) -> HttpResponse:
    """Data Rights Protocol 1.0, 2.05. The previous token becomes invalid. On error the answer is 403 with no body."""
    now = timezone.now()
    _ruled()
    _few_strangers(request, now)
    agent = listing.listed(agent_id)
    try:
        if agent is None:
            return HttpResponse(status=403)
        return _json({"agent-id": agent.code, "token": asking.set_up(agent, _signed(request), now=now)})
    except NotTaken:
        return HttpResponse(status=403)


@router.get(
    "agent/{agent_id}",
    response={200: dict[str, str], **DESCRIBED},
    auth=AgentToken(),
    summary="Check whether a token still works",
)
def information(request: HttpRequest, agent_id: str) -> HttpResponse:
    """Data Rights Protocol 1.0, 2.06."""
    if _agent_of(request).code != agent_id:
        raise NotTaken(403, _("The token is another agent’s."), fatal=True)
    return _json({})


def _few_strangers(request: HttpRequest, now: datetime) -> None:
    limit = settings.AZUKARI.limits.unknown_tokens_per_network
    if wait := _strangers.take(network_of(request), limit=limit, now=now):
        raise TooOften(wait)


def _ruled() -> None:
    """
    Raises:
        NotTaken: no policy is published, so nothing is held.
    """
    if ruling_policy() is None:
        raise NotTaken(503, _("The organisation has not published its policy yet."))


def _signed(request: HttpRequest) -> bytes:
    """
    Raises:
        NotTaken: it is of another type.
    """
    if request.content_type not in _PLAIN:
        raise NotTaken(415, _("Send the signed message, in base64, as text/plain."), fatal=True)
    return request.body


def _own(id: str, agent: Agent) -> AgentRequest:
    """
    Raises:
        NotTaken: it is another's, or there is none.
    """
    try:
        found = asking.of_agent(UUID(id), agent)
    except ValueError:
        found = None
    if found is None:
        raise NotTaken(403, _("You have no such request here."), fatal=True)
    return found


def _agent_of(request: HttpRequest) -> Agent:
    """Whose token opened the door."""
    agent: Agent = request.auth  # type: ignore[attr-defined]  # django-ninja puts it there
    return agent


def _status(request: AgentRequest, now: datetime) -> HttpResponse:
    return _json(told_one(request, now).body)


def _json(body: Mapping[str, Any], status: int = 200) -> HttpResponse:
    answer = JsonResponse(body, status=status)
    answer.headers["Cache-Control"] = "no-store"
    return answer
