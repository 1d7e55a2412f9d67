"""The issuer's word by itself: what of it counts, for whom, and since when."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY as RECORDS
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.models import SocialAccount
from django.conf import settings as django_settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse

from azukari.core.accounts import oidc
from azukari.core.accounts.models import User
from azukari.core.accounts.oidc import SocialAdapter, asked_at, issuer_took_second_step, remember, takes_second_step
from azukari.core.policy_versions.current import Current
from azukari.lib.instance import Oidc
from tests.cast import NOW
from tests.console import desks

ADDRESS = "clerk@staff.example.org"
CLAIMS = {"email": ADDRESS, "email_verified": True}


def known(tmp_path: Path, **more: Any) -> Oidc:
    return Oidc("https://login.example.org", "client", tmp_path / "secret", **more)


@pytest.mark.parametrize(
    ("claims", "taken"),
    [
        ({}, False),
        ({"amr": ["mfa"]}, True),
        ({"amr": ["pwd", "hwk"]}, True),
        ({"amr": ["pwd"]}, False),
        ({"amr": "mfa"}, False),
        ({"amr": []}, False),
        ({"acr": "gold"}, True),
        ({"acr": "silver"}, False),
        ({"acr": ""}, False),
        ({"acr": None}, False),
        ({"amr": ["pwd"], "acr": "gold"}, True),
        ({"amr": ["mfa"], "acr": "silver"}, True),
    ],
)
def test_the_second_step_is_theirs_where_the_settings_and_the_token_say_so(
    tmp_path: Path, claims: dict[str, Any], taken: bool
) -> None:
    told = {"amr": ("mfa", "hwk"), "acr": ("gold",)}
    assert takes_second_step(claims, known(tmp_path, issuer_second_factor=True, **told)) is taken
    assert not takes_second_step(claims, known(tmp_path, **told))


@pytest.mark.parametrize(
    ("said", "at"), [(5, 5.0), (5.5, 5.5), (True, 0.0), (False, 0.0), (None, 0.0), ("5", 0.0), ([5], 0.0)]
)
def test_when_they_asked_is_a_number_of_seconds_or_never(said: object, at: float) -> None:
    assert asked_at({"auth_time": said}) == at
    assert asked_at({}) == 0.0


@pytest.fixture
def issuer(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is named, and the page that refuses is a blank one."""
    monkeypatch.setattr(oidc, "refusal", lambda _request: HttpResponse(status=403))
    named(settings, known(tmp_path, issuer_second_factor=True))


def named(settings: Any, oidc: Oidc | None) -> None:
    settings.AZUKARI = replace(django_settings.AZUKARI, oidc=oidc)


def request(claims: Any = None, user: Any = None, **session: Any) -> Any:
    made: Any = HttpRequest()
    made.user, made.session = user or AnonymousUser(), session
    if claims is not None:
        setattr(made, oidc._CLAIMS, claims)
    return made


@pytest.mark.parametrize(
    ("settings_say", "session_says", "took"), [(True, True, True), (True, False, False), (False, True, False)]
)
def test_it_counts_in_a_session_while_the_settings_say_so(
    settings: Any, tmp_path: Path, settings_say: bool, session_says: bool, took: bool
) -> None:
    named(settings, known(tmp_path, issuer_second_factor=settings_say))
    assert issuer_took_second_step(request(**{oidc.SESSION_KEY: session_says})) is took
    named(settings, None)
    assert not issuer_took_second_step(request(**{oidc.SESSION_KEY: True}))


@pytest.mark.parametrize(("asked", "at"), [(100, 100.0), (900, 500.0), (None, 0.0)])
def test_the_last_record_counts_from_when_they_asked_and_never_from_later(asked: object, at: float) -> None:
    records = [{"method": "password", "at": 400.0}, {"method": "socialaccount", "at": 500.0}]
    made, user = request({"auth_time": asked}, **{RECORDS: records}), User(pk=7)
    setattr(made, oidc._FACTOR, 7)
    remember(request=made, user=user)
    assert made.session[RECORDS] == [records[0], {"method": "socialaccount", "at": at}]
    assert made.session[oidc.SESSION_KEY] is True


def test_a_sign_in_by_password_is_as_old_as_it_is() -> None:
    records = [{"method": "password", "at": 400.0}]
    made = request(None, **{RECORDS: records})
    remember(request=made, user=User(pk=7))
    assert (made.session[RECORDS], made.session[oidc.SESSION_KEY]) == (records, False)
    empty = request({"auth_time": 1})
    remember(request=empty, user=User(pk=7))
    assert RECORDS not in empty.session


class Login(SimpleNamespace):
    """What the library makes of what the issuer told."""

    connected: Any = None

    def connect(self, _request: HttpRequest, user: User) -> None:
        self.connected = user


def login(user: User | None = None) -> Login:
    return Login(is_existing=user is not None, user=user)


def let_in(made: Any, social: Any) -> bool:
    try:
        SocialAdapter().pre_social_login(made, social)
    except ImmediateHttpResponse:
        return False
    return True


@pytest.fixture
def clerk(published: Current, issuer: None) -> User:
    return desks.staff("membership", email=ADDRESS)


def test_who_comes_for_the_first_time_is_known_from_then_on_and_waits_for_no_invitation(clerk: User) -> None:
    other = desks.staff("magazine")
    User.objects.update(invited_at=NOW)
    social, made = login(), request({**CLAIMS, "email": f" {ADDRESS.upper()} "})
    assert let_in(made, social)
    assert social.connected == clerk
    assert dict(User.objects.values_list("id", "invited_at")) == {clerk.id: None, other.id: NOW}
    assert not hasattr(made, oidc._FACTOR)


@pytest.mark.parametrize(("theirs", "told"), [("", ""), ("", " "), ("none", None)])
def test_no_address_is_nobody_s_though_an_account_had_none(clerk: User, theirs: str, told: str | None) -> None:
    User.objects.filter(id=clerk.id).update(email=theirs)
    assert not let_in(request({**CLAIMS, "email": told}), login(clerk))


def test_who_took_the_second_step_there_is_noted_for_this_sign_in(clerk: User) -> None:
    made = request({**CLAIMS, "amr": ["mfa"]})
    assert let_in(made, login(clerk))
    assert getattr(made, oidc._FACTOR) == clerk.pk


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"email": ADDRESS},
        {"email": ADDRESS, "email_verified": "true"},
        {"email": ADDRESS, "email_verified": 1},
        {"email_verified": True},
        {"email": " ", "email_verified": True},
        {"email": None, "email_verified": True},
        {"email": "nobody@staff.example.org", "email_verified": True},
    ],
)
def test_nobody_else_is_let_in(clerk: User, claims: dict[str, Any]) -> None:
    User.objects.filter(id=clerk.id).update(invited_at=NOW)
    social = login()
    assert not let_in(request(claims), social)
    assert social.connected is None
    assert User.objects.get(id=clerk.id).invited_at == NOW


def test_nor_by_another_s_word_nor_who_was_cut_off_nor_where_no_issuer_is_named(
    clerk: User, settings: Any, tmp_path: Path
) -> None:
    other = desks.staff("magazine")
    assert let_in(request(CLAIMS), login(clerk))
    assert not let_in(request(CLAIMS), login(other))
    SocialAccount._default_manager.create(user=other, provider="oidc", uid="1")
    assert let_in(request(CLAIMS), login()), "another's account over there is another's"
    SocialAccount._default_manager.create(user=clerk, provider="oidc", uid="2")
    assert not let_in(request(CLAIMS), login())
    assert let_in(request(CLAIMS), login(clerk))
    User.objects.filter(id=clerk.id).update(is_active=False)
    assert not let_in(request(CLAIMS), login(clerk))
    User.objects.filter(id=clerk.id).update(is_active=True)
    named(settings, None)
    assert not let_in(request(CLAIMS), login(clerk))


@pytest.mark.parametrize(("ago", "enough"), [(10, True), (300, True), (301, False)])
def test_who_is_to_say_once_more_who_they_are_was_asked_by_them_just_now(
    clerk: User, monkeypatch: pytest.MonkeyPatch, ago: int, enough: bool
) -> None:
    monkeypatch.setattr("azukari.core.accounts.oidc.time.time", lambda: 100_000.0)
    asked = {**CLAIMS, "auth_time": 100_000 - ago}
    assert let_in(request(asked, clerk), login(clerk)) is enough
    assert let_in(request(asked), login(clerk)), "who comes in may have been asked this morning"


@pytest.mark.usefixtures("published", "issuer")
def test_whatever_goes_wrong_over_there_is_one_page() -> None:
    adapter: Any = SocialAdapter()
    with pytest.raises(ImmediateHttpResponse) as refused:
        adapter.on_authentication_error(request(), "oidc", error="x")
    assert refused.value.response.status_code == 403
    assert not adapter.is_open_for_signup(request(), login())
