"""Proof of work: solved once, used once; nothing else passes."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from altcha import Challenge, Payload, create_challenge, solve_challenge

from azukari.forms import challenge, form_timestamp

SECRET = "a secret of the instance"
NOW = datetime.now(UTC)


@pytest.fixture
def easy(monkeypatch):
    monkeypatch.setattr(challenge, "FEWEST", 1)
    monkeypatch.setattr(challenge, "MOST", 5)


def solve(issued):
    parsed = Challenge.from_dict(json.loads(json.dumps(issued)))
    solution = solve_challenge(parsed)
    assert solution
    return Payload(parsed, solution).to_base64()


def test_a_solution_holds(easy):
    assert challenge.check(solve(challenge.issue(secret=SECRET, now=NOW)), secret=SECRET, now=NOW)


def test_another_secret_or_a_late_hour_does_not(easy):
    payload = solve(challenge.issue(secret=SECRET, now=NOW))
    assert challenge.check(payload, secret="another", now=NOW) is None
    assert challenge.check(payload, secret=SECRET, now=NOW + challenge.LIFETIME) is None


def test_a_wrong_counter_does_not(easy):
    body = json.loads(base64.b64decode(solve(challenge.issue(secret=SECRET, now=NOW))))
    body["solution"]["derivedKey"] = "00" * 32
    assert challenge.check(base64.b64encode(json.dumps(body).encode()).decode(), secret=SECRET, now=NOW) is None


def test_a_challenge_of_ones_own_does_not(easy):
    own = create_challenge(
        "SHA-256", 1, counter=1, expires_at=NOW + timedelta(hours=1), hmac_secret="x", hmac_key_secret="y"
    )
    assert challenge.check(solve(own.to_dict()), secret=SECRET, now=NOW) is None


@pytest.mark.parametrize(
    "payload",
    [
        "",
        "x",
        "e30=",
        "bnVsbA==",
        base64.b64encode(b'{"challenge":{"parameters":[]},"solution":1}').decode(),
        "A" * 9999,
    ],
)
def test_nonsense_does_not(payload):
    assert challenge.check(payload, secret=SECRET, now=NOW) is None


@pytest.mark.django_db
def test_a_solution_counts_once(easy):
    solved = challenge.check(solve(challenge.issue(secret=SECRET, now=NOW)), secret=SECRET, now=NOW)
    assert solved
    assert challenge.spend(solved)
    assert not challenge.spend(solved)
    assert challenge.forget_expired(NOW) == 0
    assert challenge.forget_expired(NOW + timedelta(days=1)) == 1


@pytest.mark.parametrize(
    ("age", "trouble"),
    [
        (timedelta(0), "hasty"),
        (timedelta(seconds=5), ""),
        (timedelta(hours=23), ""),
        (timedelta(days=2), "old"),
        (-timedelta(hours=1), "hasty"),
    ],
)
def test_a_stamp_tells_how_long_a_page_was_open(age, trouble, monkeypatch):
    monkeypatch.setattr(form_timestamp, "QUICKEST", timedelta(seconds=1))
    made = form_timestamp.make("membership", secret=SECRET, now=NOW)
    assert form_timestamp.trouble(made, "membership", secret=SECRET, now=NOW.replace(microsecond=0) + age) == trouble


@pytest.mark.parametrize("forged", ["", "1", "x.y", "9" * 30 + ".x", "１.x", "1764000000." + "0" * 32])
def test_a_forged_stamp_is_old(forged):
    assert form_timestamp.trouble(forged, "membership", secret=SECRET, now=NOW) == "old"


def test_a_stamp_belongs_to_its_form():
    made = form_timestamp.make("membership", secret=SECRET, now=NOW)
    assert form_timestamp.trouble(made, "magazine", secret=SECRET, now=NOW + timedelta(minutes=1)) == "old"
