"""A token opens what it was made for, and nothing else."""

import base64
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azukari.lib.identifier import new_id
from azukari.lib.token import TokenError, TokenExpired, make, read

SECRET = b"s" * 32
EXPIRES = datetime(2026, 12, 1, tzinfo=UTC)
BEFORE = EXPIRES - timedelta(seconds=1)


def test_a_token_comes_back_as_it_was_made():
    id = new_id()
    assert read(SECRET, "confirm", make(SECRET, "confirm", id, EXPIRES), now=BEFORE) == id


@pytest.mark.parametrize("late", [timedelta(0), timedelta(seconds=1), timedelta(days=4000)])
def test_from_its_moment_on_it_opens_nothing_but_says_what_it_was_for(late):
    id = new_id()
    with pytest.raises(TokenExpired) as expired:
        read(SECRET, "confirm", make(SECRET, "confirm", id, EXPIRES), now=EXPIRES + late)
    assert expired.value.id == id


def test_a_forged_one_that_is_too_old_is_a_forged_one():
    with pytest.raises(TokenError) as refused:
        read(SECRET, "confirm", make(b"t" * 32, "confirm", new_id(), EXPIRES), now=EXPIRES)
    assert not isinstance(refused.value, TokenExpired)


def test_it_fits_into_an_address_without_escaping():
    assert all(c.isascii() and (c.isalnum() or c in "-_") for c in make(SECRET, "confirm", new_id(), EXPIRES))


def test_it_opens_nothing_else():
    text = make(SECRET, "confirm", new_id(), EXPIRES)
    for secret, use in ((SECRET, "receipt"), (b"t" * 32, "confirm"), (SECRET, "confir"), (SECRET, "")):
        with pytest.raises(TokenError):
            read(secret, use, text, now=BEFORE)


def test_one_changed_byte_anywhere_closes_it():
    raw = base64.urlsafe_b64decode(make(SECRET, "confirm", new_id(), EXPIRES) + "==")
    for at in range(len(raw)):
        changed = raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]
        with pytest.raises(TokenError):
            read(SECRET, "confirm", base64.urlsafe_b64encode(changed).decode().rstrip("="), now=BEFORE)


@given(st.text(max_size=80))
def test_nonsense_is_refused_in_one_way(text):
    with pytest.raises(TokenError):
        read(SECRET, "confirm", text, now=BEFORE)


def test_one_that_is_cut_off_or_longer_is_refused():
    text = make(SECRET, "confirm", UUID(int=1), EXPIRES)
    for changed in (text[:-4], text + "AAAA", text[4:], ""):
        with pytest.raises(TokenError):
            read(SECRET, "confirm", changed, now=BEFORE)
