"""What is signed wrongly, too late, twice or for somebody else is refused in words, and leaves nothing behind."""

import base64
from datetime import timedelta
from typing import Any

import pytest

from azukari.core.cases.models import Case
from azukari.core.vault.models import SealedNote
from azukari.features.agents import listing
from azukari.features.agents.models import AgentRequest, SpentMessage
from azukari.lib.signed_message import LONGEST
from tests.agents.agent import OutsideAgent
from tests.agents.desk import entered

DAY = timedelta(days=1)
ADDRESS = "nobody@example.org"


@pytest.fixture(autouse=True)
def nothing_is_left_behind(agent, present):
    yield
    assert not AgentRequest.objects.exists()
    assert not Case.objects.exists()
    assert not SealedNote.objects.exists()


def _post(agent, body, **more):
    return agent.send("POST", "data-rights-request", body, **more)


def test_whatever_is_wrong_with_a_claim_is_named(agent, present):
    wrong: dict[int, list[dict[str, Any]]] = {
        403: [
            {"agent-id": "ANOTHER"},
            {"agent-id": None},
            {"business-id": "SOMEBODY_ELSE"},
            {"business-id": ["RIVERSIDE_WATCH"]},
            {"issued-at": (present + timedelta(minutes=1)).isoformat()},
            {"expires-at": present.isoformat()},
            {"issued-at": (present - DAY).isoformat(), "expires-at": (present - timedelta(seconds=1)).isoformat()},
        ],
        400: [
            {"expires-at": (present + DAY).isoformat()},
            {"expires-at": "2026-11-24T15:05:00"},
            {"expires-at": "soon"},
            {"expires-at": 1795532700},
            {"issued-at": None},
            {"drp.version": "0.9"},
            {"drp.version": 1.0},
            {"exercise": "sale:opt_out"},
            {"exercise": ["access"]},
            {"exercise": {"access": True}},
            {"email": None},
            {"email": "hanako"},
            {"email": "a@example.org\u202e"},
            {"email": "\ud800@example.org"},
            {"email": "x" * 300 + "@example.org"},
            {"email": ["a@example.org"]},
            {"regime": 7},
            {"regime": "x" * 40},
            {"relationships": "customer"},
            {"relationships": ["a@example.org"]},
            {"relationships": ["x"] * 11},
            {"agent-request-id": "hanako@example.org"},
            {"agent-request-id": "x" * 65},
            {"status_callback": "https://agent.example.org/status"},
        ],
    }
    for status, cases in wrong.items():
        for claims in cases:
            answer = agent.ask(present, ADDRESS, **claims)
            assert answer.status_code == status, (claims, answer.content)
            told = answer.json()
            assert told["code"] == str(status)
            assert told["message"]
            assert "hanako@" not in told["message"]
            name = next(iter(claims))
            assert status == 403 or name in told["message"] or name in ("drp.version", "expires-at")
    assert not SpentMessage.objects.filter(expires_at__gt=present + timedelta(hours=1)).exists()


def test_the_signature_decides_before_anything_is_read(agent, present):
    good = agent.sign(agent.request(present, ADDRESS))
    raw = base64.b64decode(good)
    tampered = base64.b64encode(raw[:-2] + b"1}")
    stranger = OutsideAgent(agent.code).sign(agent.request(present, ADDRESS))
    for body in (tampered, stranger, base64.b64encode(raw[64:]), base64.b64encode(b"\0" * 64 + raw[64:]), b"", b"QUJD"):
        answer = _post(agent, body)
        assert (answer.status_code, answer.json()["fatal"]) == (403, True), body
    for body in (raw, b"{}", good[:-3] + b"!!!", good.replace(b"e", b"\xff", 1)):
        answer = _post(agent, body)
        assert (answer.status_code, answer.json()["fatal"]) == (400, True), body
    for text in (
        b"[]",
        b"null",
        b'"access"',
        b"{",
        b"\xff\xfe",
        b"[" * 9000,
        b'{"a": NaN}',
        b'{"a": 1' + b"0" * 6000 + b"}",
    ):
        answer = _post(agent, agent.sign(text))
        assert (answer.status_code, answer.json()["fatal"]) == (400, True), text[:20]
        assert "JSON" in answer.json()["message"], text[:20]


def test_a_message_is_good_once(agent, present):
    body = agent.sign(agent.request(present, ADDRESS, "sale:opt-in"))
    assert _post(agent, body).status_code == 200
    again = _post(agent, body)
    assert again.status_code == 409
    assert again.json()["fatal"] is True
    assert AgentRequest.objects.count() == 1
    AgentRequest.objects.all().delete()


def test_a_message_of_one_kind_does_not_serve_as_another(agent, present):
    token = agent.token
    request = agent.sign(agent.request(present, ADDRESS))
    set_up = agent.sign(agent.envelope(present))
    assert _post(agent, set_up).status_code == 400
    assert agent.send("POST", f"agent/{agent.code}", request).status_code == 200, (
        "It says who asks, which is all of it."
    )
    assert _post(agent, request).status_code == 403, "The token before is void."
    agent.token = token


def test_sizes_and_types(agent, present):
    large = agent.sign(agent.request(present, ADDRESS, note="x" * LONGEST))
    assert _post(agent, large).status_code == 413
    good = agent.sign(agent.request(present, ADDRESS))
    assert _post(agent, good, type="application/json").status_code == 415
    assert _post(agent, good, type="multipart/form-data; boundary=x").status_code == 415


def test_another_agents_token_and_no_token(agent, officer, present):
    other = OutsideAgent("OTHER_AGENT")
    entered(other, actor=officer.actor, now=present)
    assert other.set_up(present).status_code == 200
    mine = agent.sign(agent.request(present, ADDRESS))
    assert other.send("POST", "data-rights-request", mine).status_code == 403
    for token in ("", "x", agent.token + "x", "é"):
        agent.client.cookies.clear()
        stranger = OutsideAgent(agent.code)
        stranger.token = token
        answer = stranger.send("POST", "data-rights-request", mine)
        assert answer.status_code == 403
        assert answer.json()["code"] == "403"


def test_a_paused_agent_asks_nothing_more(agent, listed, officer, present):
    listing.move("pause", listed.id, actor=officer.actor, now=present)
    assert agent.ask(present, ADDRESS).status_code == 403
    assert agent.send("GET", f"agent/{agent.code}").status_code == 200
    listing.move("remove", listed.id, actor=officer.actor, now=present)
    assert agent.send("GET", f"agent/{agent.code}").status_code == 403
