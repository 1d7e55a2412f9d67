"""An invitation: how long its link is good, for whom, and what makes it void."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import tokens
from django.db import connection
from django.test.utils import CaptureQueriesContext

from azukari.core.accounts.invitation import ends_at, invited, path_of, take_up
from azukari.core.accounts.models import User
from azukari.core.accounts.staff import invite, renew
from azukari.core.policy_versions.current import Current
from tests.cast import NOW
from tests.console import desks

SECOND = timedelta(seconds=1)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch):
    """Sets the time by which links are made and read."""

    def at(moment: datetime) -> None:
        local = moment.astimezone().replace(tzinfo=None)
        monkeypatch.setattr(tokens.PasswordResetTokenGenerator, "_now", lambda _self: local)

    at(NOW)
    return at


@pytest.fixture
def user(published: Current, clock) -> User:
    return guest("new@staff.example.org")


def guest(email: str, **more: Any) -> User:
    known = {"magazine"}
    return invite(email, "New", duties=known, known=known, actor=desks.OPERATOR, now=NOW, **more).user


def key_of(user: User) -> tuple[UUID, str]:
    *_rest, reference, key = path_of(user).strip("/").split("/")
    return UUID(reference), key


def test_it_is_good_for_three_days_and_says_until_when(user: User, clock) -> None:
    reference, key = key_of(user)
    assert ends_at(user) == NOW + timedelta(days=3) == NOW + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    clock(NOW + timedelta(days=3))
    assert invited(reference, key) == user
    clock(NOW + timedelta(days=3) + SECOND)
    assert invited(reference, key) is None
    assert take_up(reference, key, password="a password") is None
    user.refresh_from_db()
    assert not user.has_usable_password()


def test_it_is_the_invited_person_s_and_no_other_s(user: User) -> None:
    other = guest("other@staff.example.org")
    (reference, key), (others, another) = key_of(user), key_of(other)
    assert invited(reference, another) is None
    assert invited(others, key) is None
    assert invited(uuid4(), key) is None
    assert invited(reference, "") is None
    assert (invited(reference, key), invited(others, another)) == (user, other)


@pytest.mark.parametrize(
    "void", [{"invited_at": None}, {"invited_at": NOW + SECOND}, {"is_active": False}, {"password": "!another"}]
)
def test_what_was_taken_up_called_off_or_begun_anew_opens_nothing(user: User, void: dict[str, object]) -> None:
    reference, key = key_of(user)
    User.objects.filter(id=user.id).update(**void)
    assert invited(reference, key) is None
    assert take_up(reference, key, password=None) is None


def test_the_account_that_is_read_first_is_that_of_the_link(user: User) -> None:
    guest("other@staff.example.org")
    with CaptureQueriesContext(connection) as queries:
        assert take_up(*key_of(user), password=None) == user
    first = next(query["sql"] for query in queries if query["sql"].startswith("SELECT"))
    assert '"reference" = ' in first.partition(" WHERE ")[2]


def test_the_next_invitation_makes_the_link_void(user: User) -> None:
    reference, key = key_of(user)
    assert not renew(user, actor=desks.OPERATOR, now=NOW + SECOND).waits, "Its duties stay as they were."
    user.refresh_from_db()
    assert invited(reference, key) is None
    assert invited(*key_of(user)) == user


def test_whoever_will_use_a_passkey_has_no_password_and_nobody_waits_any_more(user: User) -> None:
    other = guest("other@staff.example.org")
    Authenticator.objects.create(user=other, type="totp", data={})
    reference, key = key_of(user)
    assert take_up(reference, key, password=None) == user
    user.refresh_from_db()
    other.refresh_from_db()
    assert (user.has_usable_password(), user.invited_at, ends_at(user)) == (False, None, None)
    assert other.invited_at == NOW
    assert Authenticator.objects.filter(user=other).exists()
