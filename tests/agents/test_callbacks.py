"""What changes is told to the agent: at its own host, over TLS, once, and without a word about the person."""

import json
from datetime import timedelta

import pytest

from azukari.core.transfers.webhook import LEASE, MOST_ATTEMPTS
from azukari.features.agents import listing
from azukari.features.agents.asking import LIFE, tend
from azukari.features.agents.callbacks import _is_agreed, tell_due
from azukari.features.agents.models import Agent, AgentRequest
from azukari.policy.casework import Outcome
from tests.agents.desk import confirmed, decided, entered
from tests.disclosure.receiver import receiving

MINUTE = timedelta(minutes=1)


@pytest.fixture
def receiver(tmp_path, monkeypatch):
    with receiving(tmp_path) as at:
        monkeypatch.setenv("SSL_CERT_FILE", str(at.certificate))
        yield at


@pytest.fixture
def host(receiver) -> str:
    return receiver.url.removeprefix("https://").partition("/")[0]


@pytest.fixture
def agent(charter, officer, membership_desk, outside, present, host):
    """An agent that is told by callbacks."""
    entered(outside, actor=officer.actor, now=present, host=host)
    assert outside.set_up(present).status_code == 200
    return outside


def asked(agent, host, now, email, what="deletion") -> str:
    answer = agent.ask(now, email, what, status_callback=f"https://{host}/drp/status")
    assert answer.status_code == 200, answer.content
    return answer.json()["request_id"]


def heard(receiver) -> list[tuple[str, str | None]]:
    told = [json.loads(request.body) for request in receiver.requests]
    return [(one["status"], one.get("reason")) for one in told]


def test_each_change_is_told_once(agent, receiver, host, amelia, officer, present):
    id = asked(agent, host, present, amelia.email)
    assert tell_due(present) == 0, "The answer to its post was the first that it heard."
    confirmed()
    assert (tell_due(present), tell_due(present)) == (1, 0)
    decided(Outcome.GRANTED, actor=officer.actor, now=present)
    assert (tell_due(present), tell_due(present)) == (1, 0)
    assert heard(receiver) == [("in_progress", None), ("fulfilled", None)]
    assert AgentRequest.objects.get().settled_at == present
    for request in receiver.requests:
        assert request.headers["Content-Type"] == "application/json"
        assert request.url.endswith("/drp/status")
        assert json.loads(request.body)["request_id"] == id
        assert not any(word in request.body for word in (b"amelia", b"Amelia", str(amelia.id).encode()))
    assert json.loads(receiver.requests[-1].body) == agent.status(id).json()


def test_known_and_unknown_are_told_at_the_same_time(agent, receiver, host, hanako, present):
    known = asked(agent, host, present, hanako.email)
    confirmed(yes=False)
    unknown = asked(agent, host, present, "nobody@example.org")
    assert tell_due(present) == 0
    late = present + LIFE
    tend(late)
    assert tell_due(late) == 2
    assert heard(receiver) == [("denied", "insuf_verification")] * 2
    assert {json.loads(request.body)["request_id"] for request in receiver.requests} == {known, unknown}


def test_what_is_not_taken_is_tried_again_later_and_given_up_in_the_end(agent, receiver, host, hanako, present):
    asked(agent, host, present, hanako.email)
    confirmed()
    receiver.status, now = 503, present
    for attempt in range(MOST_ATTEMPTS):
        assert tell_due(now) == 1, attempt
        assert tell_due(now) == 0, "Not at once."
        now += MINUTE * 2**attempt
    assert tell_due(now + timedelta(days=1)) == 0
    assert len(receiver.requests) == MOST_ATTEMPTS
    assert agent.status(str(AgentRequest.objects.get().id)).json()["status"] == "in_progress"


def test_only_the_latest_counts_after_a_failure(agent, receiver, host, hanako, present):
    id = asked(agent, host, present, hanako.email)
    confirmed()
    receiver.status = 500
    tell_due(present)
    agent.revoke(id)
    receiver.status = 200
    assert tell_due(present + MINUTE) == 1
    assert heard(receiver)[-1] == ("revoked", None)
    row = AgentRequest.objects.get()
    assert row.settled_at is not None
    assert row.attempts == 0, "What is told next may be tried as often."


def test_a_worker_that_dies_while_posting_leaves_it_to_the_next(agent, receiver, host, hanako, present, monkeypatch):
    asked(agent, host, present, hanako.email)
    confirmed()

    def dies(request):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("azukari.features.agents.callbacks.post", dies)
        with pytest.raises(KeyboardInterrupt):
            tell_due(present)
    assert tell_due(present) == 0, "It is leased."
    assert tell_due(present + LEASE) == 1
    assert heard(receiver) == [("in_progress", None)]


def test_no_redirect_is_followed(agent, receiver, host, hanako, present):
    asked(agent, host, present, hanako.email)
    confirmed()
    receiver.status = 307
    tell_due(present)
    assert len(receiver.requests) == 1
    assert AgentRequest.objects.get().attempts == 1


@pytest.mark.parametrize(
    ("host", "callback", "agreed"),
    [
        ("a.example.org", "https://a.example.org", True),
        ("a.example.org", "https://a.example.org/status", True),
        ("a.example.org", "https://a.example.org.elsewhere.example/status", False),
        ("a.example.org", "https://b.example.org/status", False),
        ("", "https://", False),
        ("", "https:///status", False),
    ],
)
def test_the_host_is_asked_again_before_each_post(host, callback, agreed):
    assert _is_agreed(AgentRequest(agent=Agent(callback_host=host), callback=callback)) is agreed


def test_no_other_host_is_told(agent, receiver, host, hanako, officer, present, monkeypatch):
    posted = []
    monkeypatch.setattr("azukari.features.agents.callbacks.post", lambda request: posted.append(request.url))
    for callback in (
        "https://elsewhere.example.org/status",
        f"http://{host}/status",
        f"https://{host}.elsewhere.example.org/status",
        f"https://user@{host}/status",
        f"https://{host}/status?email=hanako@example.org",
        f"https://{host}/hanako%40example.org",
        f"https://{host}/hanako@example.org",
        f"https://{host}/status#x",
        f"https://{host}/" + "x" * 250,
        "https://[",
        7,
    ):
        answer = agent.ask(present, hanako.email, status_callback=callback)
        assert answer.status_code == 400, callback
        assert "hanako" not in answer.json()["message"]
    asked(agent, host, present, hanako.email)
    confirmed()
    row = AgentRequest.objects.get()
    AgentRequest.objects.update(callback="https://elsewhere.example.org/status")
    assert tell_due(present) == 1
    assert posted == []
    AgentRequest.objects.update(callback=row.callback, told="")
    listing.move("remove", row.agent_id, actor=officer.actor, now=present)
    assert tell_due(present) == 0
