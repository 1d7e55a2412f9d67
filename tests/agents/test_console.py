"""The desk's list of agents: entered, paused, under suspicion, removed; and what a case shows of who asked."""

import pytest

from azukari.core.cases.models import Case
from azukari.core.ledger.models import Pending
from azukari.features.agents.events import AGENT_CHANGED
from azukari.features.agents.models import Agent, AgentRequest, AgentState
from azukari.policy.casework import CaseState
from tests.agents.desk import confirmed, entered
from tests.console import desks
from tests.rights.desk import come_in


@pytest.fixture
def form(outside):
    return {
        "name": "Permission Slip",
        "code": outside.code,
        "verify_key": outside.verify_key,
        "web_url": "https://agent.example.org/",
        "callback_host": "drp.agent.example.org",
        "business_id": outside.business,
        "lang": "ja",
        "version": "0",
    }


@pytest.fixture
def desk(charter, officer, membership_desk, present):
    return desks.fresh(officer.user)


def test_an_agent_is_entered_and_heard(desk, form, outside, present):
    assert "requests from agents are refused" in desk.get("/console/rights/agents/").content.decode()
    answer = desk.post("/console/rights/agents/new/", form)
    agent = Agent.objects.get()
    assert answer.headers["Location"] == f"/console/rights/agents/{agent.id}/"
    assert (agent.state, agent.lang, agent.callback_host) == (AgentState.ACTIVE, "ja", "drp.agent.example.org")
    assert Pending.objects.filter(kind=AGENT_CHANGED.name, payload__contains="listed").exists()
    assert outside.set_up(present).status_code == 200
    page = desk.get("/console/rights/agents/").content.decode()
    assert "Permission Slip" in page
    assert "&quot;api_base&quot;: &quot;http://localhost/api&quot;" in page
    assert outside.verify_key in desk.get(f"/console/rights/agents/{agent.id}/").content.decode()
    assert outside.token not in desk.get(f"/console/rights/agents/{agent.id}/").content.decode()


def test_what_is_wrong_is_said_and_nothing_is_kept(desk, form):
    for name, value in (
        ("code", "with space"),
        ("code", ""),
        ("verify_key", "AAAA"),
        ("verify_key", "x" * 44),
        ("web_url", "http://agent.example.org"),
        ("callback_host", "https://drp.agent.example.org/"),
        ("callback_host", "a b"),
        ("business_id", "@"),
        ("lang", "fr"),
        ("name", ""),
    ):
        answer = desk.post("/console/rights/agents/new/", {**form, name: value})
        assert answer.status_code == 422, name
        assert f'id="f-{name}' in answer.content.decode()
    assert not Agent.objects.exists()
    desk.post("/console/rights/agents/new/", form)
    assert desk.post("/console/rights/agents/new/", form).status_code == 409
    assert Agent.objects.count() == 1


def test_it_is_paused_resumed_suspected_and_removed(desk, form, outside, hanako, present):
    desk.post("/console/rights/agents/new/", form)
    outside.set_up(present)
    id = Agent.objects.get().id
    waiting = outside.ask(present, hanako.email).json()["request_id"]
    states = {"pause": "paused", "suspect": "suspected", "resume": "active"}
    for move in ("pause", "resume", "suspect", "resume", "pause", "suspect", "resume"):
        assert desk.get(f"/console/rights/agents/{id}/{move}/").status_code == 200
        assert desk.post(f"/console/rights/agents/{id}/{move}/").status_code == 302
        assert Agent.objects.get().state == states[move]
    assert outside.status(waiting).json()["reason"] == "suspected_fraud", "What was denied stays denied."
    assert Case.objects.get().state == CaseState.CLOSED
    assert desk.get(f"/console/rights/agents/{id}/resume/").status_code == 404
    assert desk.post(f"/console/rights/agents/{id}/resume/").status_code == 409, "A stale page says so."
    assert desk.post(f"/console/rights/agents/{id}/erase/").status_code == 404
    outside.ask(present, hanako.email)
    confirmed_id = AgentRequest.objects.order_by("-id")[0].id
    desk.post(f"/console/rights/agents/{id}/remove/")
    assert outside.status(str(confirmed_id)).status_code == 403
    assert "requests from agents are refused" in desk.get("/console/rights/agents/").content.decode()
    assert desk.post("/console/rights/agents/new/", form).status_code == 302, "It may be entered anew."


def test_each_step_asks_who_it_is_once_more(charter, officer, membership_desk, form, outside, present):
    stale, agent = desks.browser(officer.user), entered(outside, actor=officer.actor, now=present)
    for path in ("new", f"{agent.id}/pause", f"{agent.id}/remove"):
        answer = stale.post(f"/console/rights/agents/{path}/", {**form, "code": "ANOTHER"})
        assert "Confirm that it is you" in answer.content.decode()
    assert [known.state for known in Agent.objects.all()] == [AgentState.ACTIVE]


def test_a_case_shows_the_agent_and_not_whether_the_address_is_known(desk, agent, hanako, present):
    pages = []
    for email in (hanako.email, "nobody@example.org"):
        agent.ask(present, email, "deletion")
        case = Case.objects.order_by("-id")[0]
        page = desk.get(f"/console/rights/{case.id}/").content.decode()
        assert "Permission Slip" in page
        assert "to be confirmed by the person" in page
        pages.append(page.count("<p>"))
    assert pages[0] == pages[1]
    assert "Permission Slip" not in desk.get("/console/rights/").content.decode()


def test_a_no_of_the_person_is_shown_to_the_desk_and_on_their_trail(desk, agent, hanako, present):
    agent.ask(present, hanako.email)
    confirmed(yes=False)
    page = desk.get(f"/console/rights/{Case.objects.get().id}/").content.decode()
    assert "The person says that the request is not from them" in page
    own = come_in(hanako.email, present)
    assert "You said that it is not from you" in own.get()
    assert "R-" not in own.get("/request").split("<form")[-1], "It is no request of theirs."


def test_a_confirmed_request_is_on_the_own_page_and_can_be_taken_back_there(desk, agent, hanako, present):
    id = agent.ask(present, hanako.email, "deletion").json()["request_id"]
    confirmed()
    page = desk.get(f"/console/rights/{Case.objects.get().id}/").content.decode()
    assert ["Permission Slip" in page, "to be confirmed by the person" in page] == [True, False]
    own = come_in(hanako.email, present)
    assert "Erasure" in own.get("/request")
    assert own.post(f"/request/{Case.objects.get().id}/back").status_code == 303
    assert agent.status(id).json()["status"] == "revoked"
