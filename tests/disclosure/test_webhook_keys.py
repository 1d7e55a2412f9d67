"""By which key we sign what we post, from when a newer one does, and under which name each is known."""

from datetime import timedelta

import pytest

from azukari.core.transfers.webhook import LEAD, our_keys, signed
from azukari.lib import instance_secret
from azukari.lib.instance_secret import Secret
from tests.cast import NOW
from tests.disclosure.receiver import Received, check

SECOND = timedelta(seconds=1)
FIRST, SECOND_ONE, THIRD = (bytes([number]) * 32 for number in (1, 2, 3))


@pytest.fixture
def rotated(monkeypatch: pytest.MonkeyPatch) -> None:
    """The secret was changed now, and once more a day later."""
    known = [Secret(3, THIRD, None), Secret(2, SECOND_ONE, NOW + timedelta(days=1)), Secret(1, FIRST, NOW)]
    monkeypatch.setattr(instance_secret, "versions", lambda _instance: known)


def test_the_older_key_signs_for_ninety_days_and_the_others_are_told_with_their_day(rotated: None) -> None:
    assert timedelta(days=90) == LEAD
    first, second = NOW + LEAD, NOW + timedelta(days=1) + LEAD
    names = ["azukari-webhook", "azukari-webhook-2", "azukari-webhook-3"]
    for now, left, since in (
        (first - SECOND, names, [None, first, second]),
        (first, names[1:], [None, second]),
        (second - SECOND, names[1:], [None, second]),
        (second, names[2:], [None]),
    ):
        keys = our_keys(now=now)
        assert [key.id for key in keys] == left
        assert [key.since for key in keys] == since
        assert len({key.public for key in keys}) == len(left)


def test_what_is_signed_says_by_which_key_and_for_which_post(rotated: None) -> None:
    request = signed("https://kotori.example/in", b"sealed", id="a-post", now=NOW + LEAD)
    assert (request.method, request.url, request.body) == ("POST", "https://kotori.example/in", b"sealed")
    assert request.headers["Content-Type"] == "application/age"
    assert request.headers["Idempotency-Key"] == '"a-post"'
    told = str(request.headers["Signature-Input"])
    covered = '"@method" "@authority" "@target-uri" "content-digest" "content-type" "idempotency-key"'
    assert told.startswith(f"azukari=({covered})")
    assert 'keyid="azukari-webhook-2"' in told
    assert f"created={int((NOW + LEAD).timestamp())}" in told


def test_a_recipient_can_check_it_by_our_public_key_alone() -> None:
    now = NOW.now(NOW.tzinfo)
    request = signed("https://kotori.example/in", b"sealed", id="a-post", now=now, content_type="text/plain")
    headers = {name: str(value) for name, value in request.headers.items()}
    check(Received("POST", request.url, headers, request.body), our_keys(now=now)[0].public)
    assert headers["Content-Type"] == "text/plain"
