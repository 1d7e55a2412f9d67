"""Signing in by an issuer: whom it lets in, whom not, and whose the second step is."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from django.conf import settings as django_settings
from django.http import HttpRequest
from django.test import Client

from azukari.core.accounts import oidc
from azukari.core.accounts.models import User
from azukari.core.accounts.oidc import skips_ours
from azukari.core.accounts.staff import disable, invite
from azukari.core.policy_versions.current import Current
from azukari.lib.instance import InstanceError, Oidc, load
from tests.console import desks
from tests.console.issuer import CLIENT, CODE, SECRET, Issuer, running

LOGIN, CALLBACK, PASSWORD = "/console/account/oidc/", "/console/account/oidc/callback/", "/console/account/login/"
SECOND, SET_UP = "/console/account/second-step/authenticate/", "/console/account/second-step/"


@pytest.fixture(scope="module")
def server() -> Iterator[Issuer]:
    with running() as issuer:
        yield issuer


@pytest.fixture
def issuer(server: Issuer, settings: Any, tmp_path: Path) -> Issuer:
    """The settings name the issuer."""
    server.claims = {"email": "membership@staff.example.org", "email_verified": True}
    server.signs_with = server.key
    server.asked.clear()
    named(settings, server, tmp_path)
    return server


def named(settings: Any, server: Issuer, folder: Path, **more: Any) -> None:
    known = Oidc(server.url, CLIENT, folder / "secret", name="Our login", **more)
    settings.AZUKARI = replace(django_settings.AZUKARI, oidc=known)
    app: dict[str, object] = {"provider_id": "oidc", "name": known.name, "client_id": CLIENT, "secret": SECRET}
    app |= {"settings": {"server_url": server.url, "fetch_userinfo": False}}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}


@pytest.fixture
def clerk(published: Current) -> User:
    return desks.staff("membership")


def come_back(client: Client | None = None, **query: str) -> tuple[Client, Any]:
    """To the issuer and back, as a browser goes."""
    client = client or Client(headers={"Accept-Language": "en"})
    away = client.get(LOGIN, query)
    assert away.status_code == 302, away.content
    state = parse_qs(urlsplit(away.headers["Location"]).query)["state"][0]
    return client, client.get(CALLBACK, {"code": CODE, "state": state})


def test_it_is_off_unless_the_settings_name_an_issuer(clerk: User):
    client = Client(headers={"Accept-Language": "en"})
    assert client.get(LOGIN).status_code == 404
    assert client.get(CALLBACK).status_code == 404
    assert "Our login" not in client.get(PASSWORD).content.decode()


def test_it_replaces_the_password_and_our_second_step_stays(issuer: Issuer, clerk: User):
    assert "Sign in with Our login" in Client(headers={"Accept-Language": "en"}).get(PASSWORD).content.decode()
    client, back = come_back()
    assert urlsplit(back.headers["Location"]).path == SECOND
    assert client.get("/console/").status_code == 302
    account = SocialAccount.objects.get()
    assert (account.user, account.uid, account.extra_data) == (clerk, "over-there-1", {})
    assert issuer.asked[0]["code_verifier"]


def test_who_has_no_second_step_sets_one_up_first(issuer: Issuer, published: Current):
    desks.staff("membership", second_factor=False)
    client, back = come_back()
    assert back.headers["Location"] == "/console/"
    assert client.get("/console/").headers["Location"] == SET_UP


def test_who_was_invited_takes_the_invitation_up_by_it(issuer: Issuer, published: Current):
    invited, other = (
        invite(
            address,
            "New",
            duties=["membership"],
            known=published.policy.duties,
            actor=desks.OPERATOR,
            now=desks.moment(),
        )
        for address in ("membership@staff.example.org", "other@staff.example.org")
    )
    client, _back = come_back()
    assert client.get("/console/").headers["Location"] == SET_UP
    assert Client().get(invited.path).status_code == 410
    assert Client().get(other.path).status_code == 200


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "membership@staff.example.org", "email_verified": False},
        {"email": "membership@staff.example.org"},
        {"email": "membership@staff.example.org", "email_verified": "true"},
        {"email": "nobody@staff.example.org", "email_verified": True},
        {"email_verified": True},
        {"email": "", "email_verified": True},
        {"email": "membership@staff.example.org", "email_verified": True, "aud": "somebody-else"},
        {"email": "membership@staff.example.org", "email_verified": True, "iss": "https://elsewhere.example"},
        {"email": "membership@staff.example.org", "email_verified": True, "exp": 1},
    ],
)
def test_nobody_else_comes_in(claims: dict[str, object], issuer: Issuer, clerk: User):
    issuer.claims = claims
    client, back = come_back()
    assert back.status_code == 403
    assert "was not accepted" in back.content.decode()
    assert client.get("/console/").headers["Location"].startswith(PASSWORD)
    assert not SocialAccount.objects.exists()
    assert User.objects.count() == 1


def test_a_token_that_another_key_signed_is_none(issuer: Issuer, clerk: User):
    issuer.signs_with = generate_private_key(public_exponent=65537, key_size=2048)
    assert come_back()[1].status_code == 403


def test_who_was_cut_off_stays_out(issuer: Issuer, clerk: User):
    disable(clerk.email, actor=desks.OPERATOR, now=desks.moment())
    assert come_back()[1].status_code == 403
    assert not SocialAccount._default_manager.filter(user=clerk).exists(), "and nothing is tied to their account"


def test_a_new_owner_of_the_address_over_there_stays_out(issuer: Issuer, clerk: User):
    come_back()
    issuer.claims |= {"sub": "over-there-2"}
    assert come_back()[1].status_code == 403


def test_a_callback_that_nobody_asked_for_signs_nobody_in(issuer: Issuer, clerk: User):
    client, back = Client(), Client().get(CALLBACK, {"code": CODE, "state": "made-up"})
    assert back.status_code == 403
    assert client.get("/console/").status_code == 302


@pytest.mark.parametrize(
    ("said", "enough"),
    [
        ({}, False),
        ({"amr": ["pwd"]}, False),
        ({"amr": "mfa"}, False),
        ({"amr": ["pwd", "mfa"]}, True),
        ({"acr": "gold"}, True),
        ({"acr": "silver"}, False),
    ],
)
def test_the_issuers_second_step_counts_where_the_settings_and_the_token_say_so(
    said: dict[str, object], enough: bool, issuer: Issuer, clerk: User, settings: Any, tmp_path: Path
):
    issuer.claims |= said
    client, back = come_back()
    assert urlsplit(back.headers["Location"]).path == SECOND, "the settings do not say so"
    named(settings, issuer, tmp_path, issuer_second_factor=True, acr=("gold",))
    client, back = come_back()
    assert (urlsplit(back.headers["Location"]).path == SECOND) is not enough
    assert (client.get("/console/").status_code == 200) is enough
    if enough:
        named(settings, issuer, tmp_path)  # the settings change: what the issuer did counts no more
        Authenticator.objects.filter(user=clerk).delete()
        assert client.get("/console/").headers["Location"] == SET_UP


def test_who_has_no_way_of_ours_is_asked_once_more_over_there(
    issuer: Issuer, published: Current, settings: Any, tmp_path: Path
):
    named(settings, issuer, tmp_path, issuer_second_factor=True)
    issuer.claims |= {"amr": ["mfa"], "email": "officer@staff.example.org"}
    officer = desks.staff("privacy", email="officer@staff.example.org", second_factor=False)
    officer.set_unusable_password()
    officer.save()
    client, _back = come_back()
    assert client.get("/console/staff/invite/").status_code == 200
    session = client.session
    session["account_authentication_methods"] = [{"method": "socialaccount", "at": 0}]
    session.save()
    away = client.get("/console/staff/invite/")
    assert away.headers["Location"].startswith(f"{LOGIN}?next=")
    onward = client.get(away.headers["Location"])
    asked = parse_qs(urlsplit(onward.headers["Location"]).query)
    assert (asked["prompt"], asked["max_age"]) == (["login"], ["0"])
    back = client.get(CALLBACK, {"code": CODE, "state": asked["state"][0]})
    assert back.headers["Location"] == "/console/staff/invite/"
    assert client.get("/console/staff/invite/").status_code == 200


@pytest.mark.parametrize("asked", [1, None, "now", True])
def test_a_word_of_this_morning_is_not_being_asked_once_more(
    asked: object, issuer: Issuer, published: Current, settings: Any, tmp_path: Path
):
    named(settings, issuer, tmp_path, issuer_second_factor=True)
    issuer.claims |= {"amr": ["mfa"], "email": "officer@staff.example.org", "auth_time": asked}
    officer = desks.staff("privacy", email="officer@staff.example.org", second_factor=False)
    officer.set_unusable_password()
    officer.save()
    client, _back = come_back()
    assert client.get("/console/").status_code == 200
    assert client.get("/console/staff/invite/").headers["Location"].startswith(f"{LOGIN}?next=")
    for query in ({}, {"prompt": "login"}):
        assert come_back(client, **query)[1].status_code == 403
        assert client.get("/console/staff/invite/").status_code == 302
    issuer.claims.pop("auth_time")
    come_back(client, prompt="login")
    assert client.get("/console/staff/invite/").status_code == 200


def test_the_address_hands_nothing_on_to_the_issuer(issuer: Issuer, clerk: User):
    away = Client().get(LOGIN, {"auth_params": "scope=everything&redirect_uri=https://evil.example", "scope": "x"})
    asked = parse_qs(urlsplit(away.headers["Location"]).query)
    assert asked["redirect_uri"] == [f"{django_settings.AZUKARI.base_url}{CALLBACK}"]
    assert set(asked["scope"][0].split()) == {"openid", "profile", "email"}


def test_an_issuer_that_does_not_answer_is_said_on_a_page(issuer: Issuer, clerk: User, settings: Any, tmp_path: Path):
    named(settings, replace(issuer, url="http://127.0.0.1:9"), tmp_path)
    answer = Client(headers={"Accept-Language": "en"}).get(LOGIN)
    assert answer.status_code == 403
    assert "sign in with your password" in answer.content.decode()


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ('issuer = "http://login.example.org"\nclient_id = "a"\nsecret = "s"', "https"),
        ('client_id = "a"\nsecret = "s"', r"\[oidc\] lacks the setting issuer"),
        (
            'issuer = "https://login.example.org"\nclient_id = "a"\nsecret = "s"\nlevel = 3',
            r"no setting level under \[oidc\]",
        ),
    ],
)
def test_settings_that_make_no_sense_are_refused(lines: str, sentence: str, tmp_path: Path):
    (tmp_path / "azukari.toml").write_text(f"[oidc]\n{lines}\n")
    with pytest.raises(InstanceError, match=sentence):
        load(tmp_path)


def test_the_secret_is_read_from_a_file_of_ones_own(tmp_path: Path):
    (tmp_path / "azukari.toml").write_text(
        '[oidc]\nissuer = "https://login.example.org"\nclient_id = "a"\nsecret = "keys/oidc"\namr = ["mfa", "hwk"]\n'
    )
    known = load(tmp_path).oidc
    assert known is not None
    assert known.amr == ("mfa", "hwk")
    with pytest.raises(InstanceError, match="cannot be read"):
        known.read_secret()
    known.secret.parent.mkdir()
    known.secret.write_text("the secret\n")
    known.secret.chmod(0o644)
    with pytest.raises(InstanceError, match="chmod 600"):
        known.read_secret()
    known.secret.chmod(0o600)
    assert known.read_secret() == "the secret"


def test_ours_is_skipped_for_whom_the_issuer_took_it_and_for_nobody_else():
    request, user = HttpRequest(), User(pk=7)
    assert not skips_ours(None, user)
    assert not skips_ours(request, user)
    assert not skips_ours(request, None)
    setattr(request, oidc._FACTOR, 7)
    assert skips_ours(request, user)
    assert not skips_ours(request, User(pk=8))
    assert not skips_ours(request, None)
