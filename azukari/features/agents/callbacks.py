"""Telling agents when something has changed (DRP 2.03): posted over TLS to the host that was agreed, and no other.

A post says how the request stands and holds no personal data. It is tried, and tried again later and later, until it is
taken or given up; the agent can always ask. What changed meanwhile is told instead: only the latest counts.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from azukari.core.transfers.webhook import LEASE, MOST_ATTEMPTS, NotTaken, Request, post
from azukari.features.agents.models import AgentRequest, AgentState
from azukari.features.agents.status import AgentStatus, told
from azukari.lib.backoff import pause

_CHUNK = 500
_AT_A_TIME = 20  # posts in one round, so that nothing else waits long for a slow agent


def tell_due(now: datetime) -> int:
    """Post what has changed; returns how many posts were tried."""
    tried = 0
    for request, news in _changed(now):
        if tried >= _AT_A_TIME:
            break
        mine = AgentRequest.objects.filter(id=request.id, due_at=request.due_at, settled_at__isnull=True)
        if mine.update(due_at=now + LEASE):  # taken for this worker; after a crash another tries it
            tried += 1
            _send(request, news, now)
    return tried


def _changed(now: datetime) -> Iterator[tuple[AgentRequest, AgentStatus]]:
    """Requests of which the agent has not heard how they stand now."""
    waiting = AgentRequest.objects.filter(settled_at__isnull=True, due_at__lte=now).exclude(callback="")
    waiting = waiting.exclude(agent__state=AgentState.REMOVED).select_related("agent", "case").order_by("id")
    after = UUID(int=0)
    while chunk := list(waiting.filter(id__gt=after)[:_CHUNK]):
        after = chunk[-1].id
        found = told(chunk, now)
        yield from ((request, found[request.id]) for request in chunk if found[request.id].word != request.told)


def _send(request: AgentRequest, news: AgentStatus, now: datetime) -> None:
    """Post it. What may not be posted, or was tried too often, counts as heard."""
    row = AgentRequest.objects.filter(id=request.id)
    if _is_agreed(request):
        try:
            body = json.dumps(news.body).encode()
            post(Request("POST", request.callback, {"Content-Type": "application/json"}, body))
        except NotTaken:
            attempts = request.attempts + 1
            if attempts < MOST_ATTEMPTS:
                row.update(attempts=attempts, due_at=now + pause(request.attempts))
                return
    row.update(told=news.word, attempts=0, due_at=now, settled_at=now if news.standing.final else None)


def _is_agreed(request: AgentRequest) -> bool:
    """Whether the address is at the host that the desk entered; asked again before each post."""
    home = f"https://{request.agent.callback_host}"
    return bool(request.agent.callback_host) and (request.callback == home or request.callback.startswith(f"{home}/"))
