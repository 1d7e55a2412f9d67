"""P43: by way of an agent an impostor learns nothing: neither whether an address is known, nor what its owner said."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from azukari.core.cases.models import Case, CaseSubject
from azukari.core.mail.link import secret
from azukari.core.mail.models import Message
from azukari.core.vault.models import SealedValue
from azukari.features.agents import asking, confirming, listing
from azukari.features.agents.asking import LETTER, LIFE, tend
from azukari.features.agents.models import AgentRequest
from azukari.features.rights.carry_out import run
from azukari.features.rights.decision import DecisionPart, decide
from azukari.lib.rate import RateLimit
from azukari.lib.token import make
from azukari.policy.casework import Outcome
from azukari.shells.self_service import sign_in
from tests.agents.agent import OutsideAgent
from tests.agents.desk import confirmed, entered, mailed
from tests.rights.desk import come_in, queued

NOBODY = "nobody@example.org"
OWN_OF_EACH = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
CASTS = re.compile(r"::\w+")
VALUES = re.compile(r"'[^']*'|\b[0-9a-f]{32}\b|\d+|x'[0-9a-f]*'|%s|NULL", re.IGNORECASE)


@pytest.fixture
def outside(monkeypatch):
    for name in ("_same", "_mails"):
        monkeypatch.setattr(asking, name, RateLimit(timedelta(hours=24)))
    return OutsideAgent()


@pytest.fixture
def agent(charter, officer, membership_desk, outside, present):
    entered(outside, actor=officer.actor, now=present)
    assert outside.set_up(present).status_code == 200
    return outside


def seen(answer) -> tuple[int, str]:
    """An answer without what is different from one request to the next anyway."""
    return answer.status_code, OWN_OF_EACH.sub("#", answer.content.decode())


def test_the_answer_and_the_work_are_the_same_for_every_address(agent, hanako, amelia, present):
    come_in(amelia.email, present).post("/erase")
    found = []
    for email in (hanako.email, NOBODY, amelia.email):
        with CaptureQueriesContext(connection) as took:
            answer = agent.ask(present, email, "deletion")
        statements = [VALUES.sub("?", CASTS.sub("", query["sql"]))[:80] for query in took.captured_queries]
        found.append((seen(answer), statements, seen(agent.status(answer.json()["request_id"]))))
    assert found[0] == found[1] == found[2]
    assert not CaseSubject.objects.exists()
    assert [person is not None for person in queued(LETTER)] == [True, False, False]


def test_an_address_that_nobody_confirmed_is_like_none(agent, charter, present):
    agent.ask(present, "visitor@example.org")
    assert queued(LETTER) == [None]


def test_what_the_owner_or_the_desk_says_before_it_is_confirmed_shows_nowhere(agent, hanako, officer, present):
    """Told "this is not from me", refused early by the desk, erased, or unknown: to the agent it is all one."""
    ids = {}
    for name, email in (("denied", hanako.email), ("refused", hanako.email), ("unknown", NOBODY)):
        ids[name] = agent.ask(present, email).json()["request_id"]
        if name == "denied":
            confirmed(yes=False)
        if name == "refused":
            decide(
                _case(ids[name]),
                Outcome.REFUSED,
                [DecisionPart(ground="identity-not-shown")],
                actor=officer.actor,
                now=present,
            )
    run(present)
    tend(present)
    assert len({seen(agent.status(id)) for id in ids.values()}) == 1
    assert agent.status(ids["denied"]).json()["reason"] == "need_user_verification"
    tend(present + LIFE)
    AgentRequest.objects.update(confirm_by=present)
    assert len({seen(agent.status(id)) for id in ids.values()}) == 1
    assert agent.status(ids["denied"]).json()["reason"] == "insuf_verification"
    assert not Case.objects.exclude(state="closed").exists()


def _case(id: str) -> Case:
    return Case.objects.get(agent_request__id=id)


@pytest.mark.parametrize("before", ["nothing", "denied", "refused"])
def test_revoking_looks_the_same_whatever_happened(before, agent, hanako, officer, present):
    known = agent.ask(present, hanako.email).json()["request_id"]
    unknown = agent.ask(present, NOBODY).json()["request_id"]
    if before == "denied":
        Client().post(_link(known), {"answer": "no"})
    if before == "refused":
        decide(
            _case(known), Outcome.REFUSED, [DecisionPart(ground="identity-not-shown")], actor=officer.actor, now=present
        )
        run(present)
    assert seen(agent.revoke(known, reason="x")) == seen(agent.revoke(unknown, reason="x"))


def _link(id: str) -> str:
    row = AgentRequest.objects.get(id=id)
    return f"/en/me/agent/{make(secret(), confirming.LINK.use, row.id, row.confirm_by)}"


def test_agents_under_suspicion_hear_the_same_of_everybody(agent, hanako, officer, present):
    ids = [agent.ask(present, email).json()["request_id"] for email in (hanako.email, NOBODY)]
    listing.move("suspect", AgentRequest.objects.all()[0].agent_id, actor=officer.actor, now=present)
    told = [agent.status(id) for id in ids]
    assert seen(told[0]) == seen(told[1])
    assert told[0].json()["reason"] == "suspected_fraud"
    assert Client().get(_link(ids[0])).status_code == 410


def test_the_page_to_which_the_agent_leads_says_the_same_to_everybody(agent, hanako, present):
    known = agent.ask(present, hanako.email).json()
    unknown = agent.ask(present, NOBODY).json()
    paths = [told["user_verification_url"].removeprefix("http://localhost") for told in (known, unknown)]
    paths.append("/en/agents/00000000-0000-7000-8000-000000000000")
    answers = [Client().get(path, {"redirect_to": "https://agent.example.org/"}) for path in paths]
    assert {answer.status_code for answer in answers} == {200}
    assert len({OWN_OF_EACH.sub("#", answer.content.decode()) for answer in answers}) == 1
    assert Client().get(paths[0], {"request_id": unknown["request_id"]}).status_code == 400


def test_a_forwarded_a_replayed_and_a_forged_link_confirm_nothing(agent, hanako, present):
    agent.ask(present, hanako.email, "deletion")
    path = mailed()
    assert Client().get(path).status_code == 200
    assert Case.objects.get().state == "checking", "A GET changes nothing: a link scanner confirms nothing."
    assert Client().post(path, {"answer": "yes"}).status_code == 200
    row = AgentRequest.objects.get()
    forged = [
        path,
        path[:-4] + "AAAA",
        "/en/me/agent/x",
        f"/en/me/agent/{make(b'x' * 32, confirming.LINK.use, row.id, row.confirm_by)}",
        path.replace("/me/agent/", "/me/enter/"),
    ]
    assert {Client().get(link).status_code for link in forged} == {410}
    assert {Client().post(link, {"answer": "yes"}).status_code for link in forged} == {410}
    assert SealedValue.objects.filter(person_id=hanako.id).exists()


def test_a_link_of_another_use_confirms_nothing(agent, hanako, present):
    agent.ask(present, hanako.email)
    sign_in.request(hanako.email, network="", lang="en", now=present)
    assert Client().post(mailed().replace("/me/agent/", "/me/merge/"), {"answer": "yes"}).status_code == 410
    assert Case.objects.get().identity == ""


def test_a_guessed_request_and_another_agents_are_answered_alike(agent, hanako, officer, present):
    id = agent.ask(present, hanako.email).json()["request_id"]
    other = OutsideAgent("OTHER_AGENT")
    entered(other, actor=officer.actor, now=present)
    other.set_up(present)
    for name in (id, "00000000-0000-7000-8000-000000000000", "R-20261124-00000000", str(Case.objects.get().id)):
        assert seen(other.status(name)) == seen(other.status("x"))
        assert seen(other.revoke(name, reason="x")) == seen(other.revoke("x", reason="x"))
    assert agent.status(id).json()["status"] == "in_progress"


def test_many_agents_cannot_fill_a_mailbox_and_do_not_learn_it(agent, hanako, officer, present):
    told = []
    for number in range(asking.MAILS_A_DAY + 2):
        other = OutsideAgent(f"AGENT_{number}")
        entered(other, actor=officer.actor, now=present)
        other.set_up(present)
        told.append(seen(other.ask(present, hanako.email)))
    assert len(set(told)) == 1
    assert Message.objects.filter(kind=LETTER, person_id=hanako.id).count() == asking.MAILS_A_DAY


def test_no_answer_names_the_person(agent, amelia, officer, present):
    agent.ask(present, amelia.email)
    confirmed()
    decide(Case.objects.get(), Outcome.GRANTED, [DecisionPart()], actor=officer.actor, now=present)
    run(present)
    told = agent.status(str(AgentRequest.objects.get().id)).content.decode()
    assert "fulfilled" in told
    assert not any(part in told for part in (amelia.email, "Amelia", str(amelia.id), str(Case.objects.get().id)))
