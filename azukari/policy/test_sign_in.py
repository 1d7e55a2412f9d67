"""Which duties count in a session in which a passkey was used, and in one in which none was."""

from dataclasses import replace

from azukari.policy.parse import STARTER, load
from azukari.policy.sign_in import open_duties, purposes_open_to, waiting_duties
from azukari.policy.terms import Policy

STARTING = load(STARTER)
HELD = frozenset({"membership", "privacy", "unknown"})


def demanding(*slugs: str) -> Policy:
    return replace(STARTING, duties={s: replace(d, passkey=s in slugs) for s, d in STARTING.duties.items()})


def test_no_duty_of_the_starter_demands_a_passkey():
    assert open_duties(STARTING, HELD, passkey=False) == HELD
    assert waiting_duties(STARTING, HELD, passkey=False) == ()


def test_a_duty_that_demands_one_waits_and_the_others_go_on():
    policy = demanding("privacy", "magazine")
    assert open_duties(policy, HELD, passkey=False) == {"membership", "unknown"}
    assert waiting_duties(policy, HELD, passkey=False) == (policy.duties["privacy"],)


def test_with_a_passkey_nothing_waits():
    policy = demanding("privacy", "membership")
    assert open_duties(policy, HELD, passkey=True) == HELD
    assert waiting_duties(policy, HELD, passkey=True) == ()


def test_before_the_first_policy_nothing_waits():
    assert open_duties(None, HELD, passkey=False) == HELD


def test_what_duties_open_and_do():
    assert purposes_open_to(HELD, STARTING) == {
        p for slug in ("membership", "privacy") for p in STARTING.duties[slug].purposes
    }
    assert purposes_open_to(frozenset({"unknown"}), STARTING) == frozenset()
    assert purposes_open_to(HELD, None) == frozenset()
