"""Proof of work: solved once, used once; nothing else passes."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from altcha import Challenge, Payload, create_challenge, solve_challenge

from azukari.core.forms import challenge, form_timestamp

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


def test_it_is_over_at_the_very_second_that_it_names(easy):
    payload, end = solve(challenge.issue(secret=SECRET, now=NOW)), NOW.replace(microsecond=0) + challenge.LIFETIME
    assert challenge.check(payload, secret=SECRET, now=end) is None
    assert challenge.check(payload, secret=SECRET, now=end - timedelta(microseconds=1))


@pytest.mark.django_db
def test_what_is_spent_is_forgotten_once_it_is_over(easy):
    solved = challenge.check(solve(challenge.issue(secret=SECRET, now=NOW)), secret=SECRET, now=NOW)
    assert solved
    challenge.spend(solved)
    assert challenge.forget_expired(solved.expires) == 0
    assert challenge.forget_expired(solved.expires + timedelta(seconds=1)) == 1


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


def edited(payload, **parameters):
    """A true payload with other parameters; None takes one away."""
    body = json.loads(base64.b64decode(payload))
    told = body["challenge"]["parameters"]
    told.update(parameters)
    body["challenge"]["parameters"] = {name: value for name, value in told.items() if value is not None}
    return base64.b64encode(json.dumps(body).encode()).decode()


@pytest.mark.parametrize(
    "parameters",
    [
        {"algorithm": "PBKDF2/SHA-512"},
        {"cost": 10_000_000},
        {"expiresAt": None},
        {"expiresAt": "9999999999"},
        {"keySignature": None},
        {"keySignature": ""},
        {"data": {"a": {"b": {}}}},
    ],
    ids=str,
)
def test_what_strangers_choose_is_turned_away_before_any_work_is_done(easy, monkeypatch, parameters):
    payload, worked = solve(challenge.issue(secret=SECRET, now=NOW)), []
    monkeypatch.setattr(challenge, "verify_solution", lambda *told, **more: worked.append((told, more)))
    assert challenge.check(edited(payload, **parameters), secret=SECRET, now=NOW) is None
    body = json.loads(base64.b64decode(payload))
    body["solution"]["derivedKey"] = 5
    assert challenge.check(base64.b64encode(json.dumps(body).encode()).decode(), secret=SECRET, now=NOW) is None
    assert worked == []


@pytest.mark.parametrize(("length", "more", "good"), [(4000, "", True), (4000, " ", False), (4004, "", False)])
def test_no_long_payload_is_read(easy, length, more, good):
    body = base64.b64decode(solve(challenge.issue(secret=SECRET, now=NOW)))
    padded = base64.b64encode(body + b" " * (length // 4 * 3 - len(body))).decode()
    assert len(padded) == length
    assert bool(challenge.check(padded + more, secret=SECRET, now=NOW)) is good


def test_a_solution_holds_for_three_hours(easy):
    payload, made = solve(challenge.issue(secret=SECRET, now=NOW)), NOW.replace(microsecond=0)
    assert challenge.check(payload, secret=SECRET, now=made + timedelta(hours=3, seconds=-1))
    assert challenge.check(payload, secret=SECRET, now=made + timedelta(hours=3, seconds=1)) is None


def test_a_browser_that_counts_slowly_is_done_in_a_minute():
    """It derives a key with each step, which costs some tens of a millisecond there at worst."""
    asked = challenge.issue(secret=SECRET, now=NOW)["parameters"]
    assert (asked["algorithm"], asked["cost"] * 1200) == ("PBKDF2/SHA-256", 1_200_000)


@pytest.mark.parametrize(("chance", "counter"), [(lambda _: 0, 200), (lambda below: below - 1, 1199)])
def test_half_a_second_of_work_is_asked_and_no_more(monkeypatch, chance, counter):
    asked = []

    def create(*told, **more):
        asked.append(more["counter"])
        return create_challenge(*told, **more)

    monkeypatch.setattr("secrets.randbelow", chance)
    monkeypatch.setattr(challenge, "create_challenge", create)
    challenge.issue(secret=SECRET, now=NOW)
    assert asked == [counter]


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
