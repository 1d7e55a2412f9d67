"""What the library that signs people in is told by us: names, addresses, links, and when to ask once more."""

import time
from typing import Any

import pytest
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.sessions.backends.cache import SessionStore
from django.test import RequestFactory
from django.utils import translation

from azukari.core.accounts import adapter as module
from azukari.core.accounts.adapter import AccountAdapter, SecondFactorAdapter
from azukari.core.accounts.models import User
from azukari.core.policy_versions.current import Current
from tests.console import desks

TOTP, KEY = Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN


@pytest.fixture
def clerk(published: Current) -> User:
    user = desks.staff("membership")
    Authenticator.objects.filter(user=user).delete()
    return user


def test_keys_are_counted_for_each_holder_by_their_kind(clerk: User) -> None:
    other = desks.staff("magazine")
    for user, kind in ((other, KEY), (other, TOTP), (clerk, TOTP)):
        Authenticator.objects.update_or_create(user=user, type=kind, defaults={"data": {}})
    names = []
    with translation.override("en"):
        for _ in range(3):
            names.append(SecondFactorAdapter().generate_authenticator_name(clerk, KEY))
            Authenticator.objects.create(user=clerk, type=KEY, data={})
    assert names == ["Passkey", "Passkey 2", "Passkey 3"]


@pytest.mark.parametrize("name", ["Kakari Aida", ""])
def test_a_key_shows_whose_it_is_by_name_else_by_address(clerk: User, name: str) -> None:
    clerk.name = name
    entity = SecondFactorAdapter().get_public_key_credential_user_entity(clerk)
    assert entity["display_name"] == (name or clerk.email)
    assert entity["name"] == clerk.email


def test_mail_comes_from_us_and_leads_to_us_whatever_host_the_request_names() -> None:
    request = RequestFactory().get("/console/", headers={"Host": "evil.example"})
    account = AccountAdapter(request)
    assert account.get_from_email() == settings.AZUKARI.sender
    url = account.get_reset_password_from_key_url("7-abc/..")
    assert url.startswith(f"{settings.AZUKARI.base_url}/console/")
    assert url.rstrip("/").endswith("7-abc/..")
    assert not account.is_open_for_signup(request)
    account.add_message(request, 20, "account/messages/logged_in.txt")


class Asked:
    """A request under way of somebody whose records of signing in are these."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, user: User, *at: float) -> None:
        self.request = RequestFactory().get("/console/staff/invite/?x=1")
        self.request.user = user
        self.request.session = SessionStore()
        monkeypatch.setattr(module, "get_authentication_records", lambda _request, _user: [{"at": one} for one in at])

    def needed(self) -> bool:
        with context.request_context(self.request):
            return AccountAdapter(self.request).is_reauthentication_required(app="mfa")


@pytest.mark.parametrize(
    ("ago", "needed"), [((), True), ((10,), False), ((300,), False), ((301,), True), ((900, 10), False), ((900,), True)]
)
def test_whoever_said_so_within_five_minutes_is_not_asked_once_more(
    clerk: User, monkeypatch: pytest.MonkeyPatch, ago: tuple[int, ...], needed: bool
) -> None:
    monkeypatch.setattr(time, "time", lambda: 100_000.0)
    assert Asked(monkeypatch, clerk, *(100_000.0 - one for one in ago)).needed() is needed


@pytest.mark.parametrize(("by_issuer", "flows", "sent"), [(True, [], True), (False, [], False), (True, ["x"], False)])
def test_only_who_has_no_way_of_ours_is_sent_to_the_issuer_again(
    clerk: User, monkeypatch: pytest.MonkeyPatch, by_issuer: bool, flows: list[Any], sent: bool
) -> None:
    monkeypatch.setattr(module, "issuer_took_second_step", lambda _request: by_issuer)
    monkeypatch.setattr(module, "get_reauthentication_flows", lambda _user: flows)
    asked = Asked(monkeypatch, clerk)
    if not sent:
        asked.needed()
        return
    with pytest.raises(ImmediateHttpResponse) as away:
        asked.needed()
    assert (
        away.value.response["Location"]
        == "/console/account/oidc/?next=%2Fconsole%2Fstaff%2Finvite%2F%3Fx%3D1&prompt=login"
    )


@pytest.mark.parametrize("skips", [True, False])
@pytest.mark.parametrize("has", [True, False])
def test_our_second_step_is_asked_of_whoever_has_one_unless_the_issuer_took_it(
    clerk: User, monkeypatch: pytest.MonkeyPatch, skips: bool, has: bool
) -> None:
    if has:
        Authenticator.objects.create(user=clerk, type=TOTP, data={})
    monkeypatch.setattr(module, "skips_ours", lambda _request, _user: skips)
    assert SecondFactorAdapter().is_mfa_enabled(clerk) is (has and not skips)


def test_an_account_is_found_by_its_address_however_it_is_typed(clerk: User) -> None:
    desks.staff("magazine")
    assert User.objects.get_by_natural_key(f" {clerk.email.upper()} ") == clerk
    with pytest.raises(User.DoesNotExist):
        User.objects.get_by_natural_key(None)
