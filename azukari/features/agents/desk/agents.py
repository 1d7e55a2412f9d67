"""The agents that may ask in people's names: the list, one of them, and what a case shows of the agent who asked."""

import json
from collections import Counter
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from azukari.core.cases.lifecycle import number
from azukari.core.cases.words import kind_in_words
from azukari.features.agents.listing import MOVES
from azukari.features.agents.models import Agent, AgentRequest, AgentState
from azukari.features.agents.status import told, told_one
from azukari.features.agents.words import standing_in_words, state_in_words
from azukari.policy.agency import KINDS, SUPPORTED, Exercise, RequestStatus
from azukari.policy.casework import CaseState
from azukari.policy.terms import Act
from azukari.shells.staff.acts import Doer, page_behind
from azukari.shells.staff.sections import AtCase

_SHOWN = 50
_BADGES = {
    AgentState.ACTIVE: ("kept", "check"),
    AgentState.PAUSED: ("attention", "lock"),
    AgentState.SUSPECTED: ("broken", "alert"),
    AgentState.REMOVED: ("unknown", "cross"),
}


@page_behind(Act.RIGHTS)
def show_all(request: HttpRequest, who: Doer) -> HttpResponse:
    """The list, and the entry by which the network's directory knows us."""
    agents = list(Agent.objects.exclude(state=AgentState.REMOVED).order_by("name", "id"))
    counts = Counter(AgentRequest.objects.filter(agent__in=agents).values_list("agent_id", flat=True))
    context = {
        "lines": [_line(agent, counts[agent.id]) for agent in agents],
        "entry": json.dumps(_entry(agents, who), indent=2, ensure_ascii=False) if agents else "",
    }
    return render(request, "console/agents/agents.html", context)


@page_behind(Act.RIGHTS)
def show(request: HttpRequest, who: Doer, agent_id: UUID) -> HttpResponse:
    """One agent, and what it asked last."""
    agent = agent_of(agent_id)
    rows = list(agent.requests.select_related("agent", "case").order_by("-received_at", "-id")[:_SHOWN])
    stands = told(rows, who.now)
    context = {
        "line": _line(agent, len(rows)),
        "moves": moves_of(agent),
        "asked": [_asked(row, stands[row.id].standing, who) for row in rows],
    }
    return render(request, "console/agents/agent.html", context)


def moves_of(agent: Agent) -> list[str]:
    """The steps that can be taken with it, in the order in which they are offered."""
    return [name for name, step in MOVES.items() if agent.state in step.before]


def agent_of(id: UUID) -> Agent:
    """
    Raises:
        Http404: there is no such agent.
    """
    return get_object_or_404(Agent, id=id)


def asked_by(at: AtCase) -> dict[str, Any] | None:
    """What the page of a request says about the agent who asked; None where none did."""
    row = AgentRequest.objects.select_related("agent", "case").filter(case=at.case).first()
    return {"agent": _asked(row, told_one(row, at.who.now).standing, at.who)} if row else None


def _line(agent: Agent, requests: int) -> dict[str, object]:
    """An agent as the list shows it."""
    badge, icon = _BADGES[AgentState(agent.state)]
    state = state_in_words(agent.state)
    return {"agent": agent, "state": state, "badge": badge, "icon": icon, "requests": requests}


def _asked(row: AgentRequest, stands: RequestStatus, who: Doer) -> dict[str, object]:
    """What an agent asked, as a case and the agent's page show it."""
    kind = KINDS[Exercise(row.exercise)]
    return {
        "row": row,
        "asked": kind_in_words(kind) if kind else _("Consent to passing on"),
        "standing": standing_in_words(stands),
        "number": number(row.case, zone=who.policy.organisation.timezone) if row.case else "",
        "waits": row.case is not None and row.case.state in (CaseState.RECEIVED, CaseState.CHECKING),
    }


def _entry(agents: list[Agent], who: Doer) -> dict[str, object]:
    """What the directory's operators need of us (DRP 1.0, 3.05.2)."""
    organisation, base, lang = who.policy.organisation, settings.AZUKARI.base_url, who.lang
    return {
        "id": agents[0].business_id,
        "name": organisation.name[lang],
        "logo": None,
        "api_base": f"{base}/api",
        "supported_actions": [exercise.value for exercise in SUPPORTED],
        "supported_verifications": ["email"],
        "privacy_policy_url": f"{base}/{lang}/privacy",
        "web_url": f"{base}{reverse('home', args=[lang])}",
        "technical_contact": organisation.email,
        "business_contact": organisation.email,
    }
