"""The list of agents as a table: what each verb makes of each state, what it records, and who may still ask."""

import json
from datetime import datetime
from uuid import UUID

import pytest

from azukari.core.cases.models import Case
from azukari.core.ledger.events import actor_reference
from azukari.core.ledger.models import Pending
from azukari.features.agents import listing
from azukari.features.agents.events import AGENT_CHANGED
from azukari.features.agents.models import Agent, AgentRequest, AgentState
from azukari.policy.casework import CaseState, Outcome
from tests.agents.agent import OutsideAgent
from tests.agents.desk import confirmed, entered
from tests.console import desks

ACTIVE, PAUSED, SUSPECTED, REMOVED = AgentState.ACTIVE, AgentState.PAUSED, AgentState.SUSPECTED, AgentState.REMOVED

MOVES: list[tuple[str, AgentState, AgentState | None, str]] = [
    ("pause", ACTIVE, PAUSED, "paused"),
    ("pause", PAUSED, None, ""),
    ("pause", SUSPECTED, None, ""),
    ("pause", REMOVED, None, ""),
    ("resume", ACTIVE, None, ""),
    ("resume", PAUSED, ACTIVE, "resumed"),
    ("resume", SUSPECTED, ACTIVE, "resumed"),
    ("resume", REMOVED, None, ""),
    ("suspect", ACTIVE, SUSPECTED, "suspected"),
    ("suspect", PAUSED, SUSPECTED, "suspected"),
    ("suspect", SUSPECTED, None, ""),
    ("suspect", REMOVED, None, ""),
    ("remove", ACTIVE, REMOVED, "removed"),
    ("remove", PAUSED, REMOVED, "removed"),
    ("remove", SUSPECTED, REMOVED, "removed"),
    ("remove", REMOVED, None, ""),
]


def told(agent: Agent) -> list[dict[str, object]]:
    rows = Pending.objects.filter(kind=AGENT_CHANGED.name).values_list("payload", flat=True)
    return [entry for entry in map(json.loads, rows) if entry["agent"] == str(agent.id)]


@pytest.fixture
def another(listed, officer, present: datetime) -> Agent:
    """On the list as well, and none of the business of whoever is paused or removed."""
    return entered(OutsideAgent("ANOTHER"), actor=officer.actor, now=present)


@pytest.mark.parametrize(("verb", "before", "after", "act"), MOVES)
def test_each_verb_in_each_state(listed, another, officer, present, verb, before, after, act):
    Agent.objects.filter(id=listed.id).update(state=before, token_digest="d", token_at=present)
    assert listing.move(verb, listed.id, actor=officer.actor, now=present) is (after is not None)
    listed.refresh_from_db()
    another.refresh_from_db()
    assert (listed.state, another.state) == (after or before, ACTIVE)
    assert (listed.token_digest, listed.token_at) == (("", None) if after == REMOVED else ("d", present))
    entry = {"actor": actor_reference(officer.actor), "agent": str(listed.id), "act": act}
    assert [each for each in told(listed) if each["act"] != "listed"] == ([entry] if act else [])


@pytest.mark.parametrize("state", AgentState)
def test_who_may_ask_and_who_may_read(listed, another, officer, present, state):
    token = listing.give_token(listed, actor=officer.actor, now=present)
    Agent.objects.filter(id=listed.id).update(state=state)
    assert listing.listed(listed.code) == (listed if state is ACTIVE else None)
    assert listing.bearer(token) == (None if state is REMOVED else listed)
    assert listing.bearer("") is None
    assert listing.bearer(token + "x") is None


def test_a_token_is_recorded_and_voids_the_one_before_it(listed, another, officer, present):
    first, second = (listing.give_token(listed, actor=officer.actor, now=present) for _ in range(2))
    assert first != second
    assert len(second) == 64
    assert (listing.bearer(first), listing.bearer(second)) == (None, listed)
    assert sorted(str(entry["act"]) for entry in told(listed)) == ["listed", "token-given", "token-given"]
    another.refresh_from_db()
    assert another.token_digest == ""


@pytest.mark.parametrize(("verb", "why"), [("suspect", "suspected_fraud"), ("remove", "other")])
def test_with_an_agent_falls_what_nobody_confirmed_and_nothing_else(agent, listed, hanako, officer, present, verb, why):
    done = UUID(agent.ask(present, hanako.email).json()["request_id"])
    confirmed()
    waiting = UUID(agent.ask(present, hanako.email, "deletion").json()["request_id"])
    AgentRequest.objects.update(settled_at=None)
    listing.move(verb, listed.id, actor=officer.actor, now=present)
    rows = {row.id: row for row in AgentRequest.objects.select_related("case")}
    assert (rows[waiting].refused, rows[waiting].due_at) == (why, present)
    assert (rows[waiting].case.state, rows[waiting].case.outcome) == (CaseState.CLOSED, Outcome.REFUSED)
    assert rows[done].refused == ""
    assert Case.objects.get(agent_request=rows[done]).state != CaseState.CLOSED
    settled = {row.id for row in rows.values() if row.settled_at}
    assert settled == ({done, waiting} if verb == "remove" else set())


def test_an_agent_is_listed_once(listed, outside, officer, present):
    with pytest.raises(listing.AlreadyListed):
        entered(outside, actor=officer.actor, now=present)
    assert len(told(listed)) == 1


def test_whoever_enters_the_next_agent_finds_the_id_of_the_office_from_the_newest(listed, another, officer):
    Agent.objects.filter(id=another.id).update(business_id="NEWEST", added_at=another.added_at.replace(year=2027))
    page = desks.fresh(officer.user).get("/console/rights/agents/new/").content.decode()
    assert 'value="NEWEST"' in page
    assert listed.business_id not in page


@pytest.mark.parametrize(
    ("text", "fits"),
    [("a", True), ("A_1.b-2", True), ("a" * 64, True), ("a" * 65, False), ("-a", False), ("a-", False), ("", False)],
)
def test_an_id_of_the_directory(text, fits):
    assert listing.is_code(text) is fits


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("drp.agent.example", True),
        ("drp.agent.example:8443", True),
        ("a.b", False),
        ("a.bc", True),
        ("-a.example", False),
        ("a" * 64 + ".example", False),
        ("a" * 63 + ".example", True),
        ("agent.example/", False),
        ("Agent.example", False),
        ("agent.example:", False),
    ],
)
def test_the_name_of_a_host(text, fits):
    assert listing.is_host(text) is fits
