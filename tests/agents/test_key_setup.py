"""The pairwise key: given for a signed message of an agent on the list; to anybody else it is 403, without a word."""

from datetime import timedelta

from azukari.core.ledger.models import Pending
from azukari.features.agents import listing
from azukari.features.agents.events import AGENT_CHANGED
from azukari.features.agents.models import Agent
from tests.agents.agent import OutsideAgent


def test_it_is_given_and_works(outside, listed, present):
    answer = outside.set_up(present)
    assert answer.json()["agent-id"] == outside.code
    assert len(answer.json()["token"]) >= 64
    assert outside.send("GET", f"agent/{outside.code}").json() == {}
    assert outside.send("GET", "agent/ANOTHER").status_code == 403
    assert outside.token not in str(Agent.objects.values())
    kept = Pending.objects.filter(kind=AGENT_CHANGED.name, payload__contains="token-given")
    assert kept.count() == 1


def test_before_a_policy_is_published_every_agent_is_told_so(outside, db, present):
    assert outside.set_up(present).status_code == 503
    answer = outside.send("GET", f"agent/{outside.code}")
    assert (answer.status_code, "まだ公表されていません" in answer.json()["message"]) == (503, True)


def test_a_new_one_makes_the_old_one_void(outside, listed, present):
    outside.set_up(present)
    before = outside.token
    assert outside.set_up(present).status_code == 200
    assert outside.token != before
    old = OutsideAgent(outside.code)
    old.token = before
    assert old.send("GET", f"agent/{outside.code}").status_code == 403


def test_whoever_is_not_believed_hears_no_word(outside, listed, officer, present):
    def post(body, code=outside.code, **more):
        return outside.send("POST", f"agent/{code}", body, **more)

    sign, good = outside.sign, outside.envelope(present)
    used = sign(good)
    assert post(used).status_code == 200
    token = Agent.objects.get().token_digest
    late = (present - timedelta(minutes=1)).isoformat()
    for answer in (
        post(used),
        post(b""),
        post(b"x" * 20000),
        post(sign({**good, "jti": "2", "expires-at": late})),
        post(sign({**good, "jti": "3", "business-id": "SOMEBODY"})),
        post(sign({**good, "jti": "4", "agent-id": "ANOTHER"})),
        post(OutsideAgent(outside.code).sign({**good, "jti": "5"})),
        post(sign({**good, "jti": "6"}), code="UNKNOWN"),
        post(sign({**good, "jti": "7"}), type="application/json"),
    ):
        assert (answer.status_code, answer.content) == (403, b"")
    assert Agent.objects.get().token_digest == token
    listing.move("pause", listed.id, actor=officer.actor, now=present)
    assert outside.set_up(present).status_code == 403
    assert listing.move("resume", listed.id, actor=officer.actor, now=present)
    assert outside.set_up(present).status_code == 200


def test_a_network_that_guesses_is_slowed(outside, listed, present, settings):
    seen = {outside.send("POST", "agent/UNKNOWN", b"").status_code for _ in range(61)}
    assert seen == {403, 429}
