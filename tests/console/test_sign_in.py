"""Signing in: two steps, no stranger, no guessing, and nobody can shut anybody else out."""

import json
from datetime import timedelta
from unittest.mock import patch
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.test import Client

from azukari.core.accounts.events import ACCOUNT_CHANGED, ACCOUNT_SIGNED_IN
from azukari.core.accounts.models import StaffSession, User
from azukari.core.accounts.sessions import forget_ended
from azukari.core.accounts.staff import disable, invite
from azukari.core.ledger.models import Pending
from azukari.core.policy_versions.current import Current
from tests.cast import one_time_code as code
from tests.console import desks

LOGIN = "/console/account/login/"
SECOND = "/console/account/second-step/authenticate/"
RESET = "/console/account/password/reset/"


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def clerk(published: Current) -> User:
    return desks.staff("membership", email="clerk@staff.example.org")


def try_password(client: Client, password: str, *, email: str = "clerk@staff.example.org", network: str = "127.0.0.2"):
    return client.post(LOGIN, {"login": email, "password": password}, REMOTE_ADDR=network)


@pytest.mark.parametrize(("lang", "words"), [("en", "Please fill this in."), ("ja", "記入してください。")])
def test_an_empty_field_is_asked_for_as_everywhere(clerk: User, lang: str, words: str):
    page = Client(headers={"Accept-Language": lang}).post(LOGIN, {"login": "", "password": ""}).content.decode()
    assert page.count(words) == 2
    assert page.count(" autofocus") == 1
    assert '<div id="id_login_error" tabindex="-1" autofocus>' in page


def test_a_wrong_password_leads_the_eye_to_the_error_where_one_is_asked_again(clerk: User):
    client = desks.browser(clerk)
    page = client.post("/console/account/reauthenticate/", {"password": "not this one"}).content.decode()
    assert "<title>Error: " in page
    assert '<div id="id_password_error" tabindex="-1" autofocus>' in page
    assert page.count(" autofocus") == 1


def test_a_wrong_password_is_told_in_the_title_too_and_leads_the_eye_there(clerk: User):
    client = Client(headers={"Accept-Language": "en"})
    assert "<title>Sign in for staff – " in client.get(LOGIN).content.decode()
    page = try_password(client, "not this one").content.decode()
    assert "<title>Error: Sign in for staff – " in page
    assert '<div class="errors" role="alert" tabindex="-1" autofocus>' in page


def test_password_and_app_open_the_console(clerk: User):
    client = Client(headers={"Accept-Language": "en"})
    first = try_password(client, desks.PASSWORD)
    assert urlsplit(first.headers["Location"]).path == SECOND
    assert client.get("/console/").status_code == 302
    second = client.post(SECOND, {"code": code()})
    assert second.headers["Location"] == "/console/"
    assert client.get("/console/").status_code == 200


def test_a_password_alone_opens_nothing(clerk: User):
    client = Client()
    try_password(client, desks.PASSWORD)
    assert client.post(SECOND, {"code": "000000"}).status_code == 200
    assert client.get("/console/").headers["Location"].startswith(LOGIN)


def test_the_address_may_be_typed_in_capitals(clerk: User):
    assert try_password(Client(), desks.PASSWORD, email="Clerk@Staff.Example.ORG").status_code == 302


def test_the_session_belongs_to_the_console_alone(clerk: User):
    client = Client()
    try_password(client, desks.PASSWORD)
    client.post(SECOND, {"code": code()})
    cookie = client.cookies["azukari_staff"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/console", True, "Lax")
    assert client.get("/console/").headers["Cache-Control"] == "no-store"


def test_a_public_page_meets_no_session(published: Current):
    answer = Client().get("/ja/")
    assert "Set-Cookie" not in answer.headers
    assert not hasattr(answer.wsgi_request, "session")
    assert not hasattr(answer.wsgi_request, "user")


def test_whoever_reads_the_database_cannot_take_over_a_session(clerk: User):
    client = desks.browser(clerk)
    stored = StaffSession.objects.get(user=clerk).session_key
    thief = Client()
    thief.cookies["azukari_staff"] = stored
    assert client.get("/console/").status_code == 200
    assert thief.get("/console/").status_code == 302


def test_guessing_shuts_out_the_guesser_and_not_the_owner(clerk: User):
    for _ in range(8):
        try_password(Client(), "a wrong guess", network="127.0.7.7")
    assert try_password(Client(), desks.PASSWORD, network="127.0.7.7").status_code == 200
    assert try_password(Client(), desks.PASSWORD, network="127.0.0.2").status_code == 302


def test_the_answer_does_not_tell_whether_an_address_has_an_account(clerk: User):
    english = {"Accept-Language": "en"}
    known = try_password(Client(headers=english), "a wrong guess").content.decode()
    unknown = try_password(Client(headers=english), "a wrong guess", email="nobody@staff.example.org").content.decode()
    message = "The email address or the password is not right."
    assert message in known
    assert message in unknown
    with patch("azukari.core.accounts.adapter.Thread", _AtOnce):
        asked = [Client().post(RESET, {"email": e}) for e in ("clerk@staff.example.org", "nobody@staff.example.org")]
    assert asked[0].headers["Location"] == asked[1].headers["Location"]
    assert asked[0].status_code == asked[1].status_code == 302


def test_a_forgotten_password_is_mailed_to_its_owner_and_to_nobody_else(clerk: User):
    with patch("azukari.core.accounts.adapter.Thread", _AtOnce):
        Client().post(RESET, {"email": "nobody@staff.example.org"})
        assert mail.outbox == []
        Client(headers={"Accept-Language": "en"}).post(RESET, {"email": "clerk@staff.example.org"})
    assert mail.outbox[0].to == ["clerk@staff.example.org"]
    assert mail.outbox[0].subject == "A new password for the console"
    assert mail.outbox[0].message()["Auto-Submitted"] == "auto-generated"
    assert "http://localhost/console/account/password/reset/key/" in mail.outbox[0].body


@pytest.mark.parametrize("guess", ["127.0.7.7", "127.0.7.8"])
def test_a_neighbour_in_the_guessers_network_counts_as_the_guesser(guess: str, clerk: User):
    for _ in range(8):
        try_password(Client(), "a wrong guess", network="127.0.7.7")
    assert try_password(Client(), desks.PASSWORD, network=guess).status_code == 200


class _AtOnce:
    def __init__(self, target, daemon) -> None:
        self.start = target


def test_an_invitation_sets_a_password_once_and_leads_to_the_second_step(published: Current):
    invited = invite(
        "new@staff.example.org",
        "New",
        duties=["magazine"],
        known=published.policy.duties,
        actor=desks.OPERATOR,
        now=desks.moment(),
    )
    client = Client(headers={"Accept-Language": "en"})
    assert "Welcome, New" in client.get(invited.path).content.decode()
    words = "one two three river"
    done = client.post(invited.path, {"way": "password", "password1": words, "password2": words})
    assert done.headers["Location"] == "/console/account/second-step/"
    again = Client(headers={"Accept-Language": "en"})
    assert "does not work any more" in again.get(invited.path).content.decode()
    client.logout()
    signed = client.post(LOGIN, {"login": "new@staff.example.org", "password": words})
    assert signed.headers["Location"] == "/console/"
    assert client.get("/console/").headers["Location"] == "/console/account/second-step/"


def test_nobody_signs_up(published: Current):
    page = Client(headers={"Accept-Language": "en"}).post(
        "/console/account/signup/",
        {"email": "x@example.org", "password1": desks.PASSWORD, "password2": desks.PASSWORD},
    )
    assert "By invitation only" in page.content.decode()
    assert not User.objects.exists()


def test_who_leaves_is_cut_off_at_once(clerk: User):
    client = desks.browser(clerk)
    assert client.get("/console/").status_code == 200
    disable("clerk@staff.example.org", actor=desks.OPERATOR, now=desks.moment())
    assert client.get("/console/").headers["Location"].startswith(LOGIN)
    assert not StaffSession.objects.filter(user=clerk).exists()
    assert urlsplit(try_password(Client(), desks.PASSWORD).headers.get("Location", "")).path != SECOND


def test_a_secret_of_an_app_does_not_lie_in_the_database_in_plain_text(clerk: User):
    assert desks.SECRET not in str(Authenticator.objects.get(user=clerk).data)


def test_a_form_without_its_token_is_refused(clerk: User):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(clerk, backend="allauth.account.auth_backends.AuthenticationBackend")
    registered = desks.register("membership")
    answer = strict.post(f"/console/people/{registered.person}/open/", {"purpose": "membership", "reason": "service"})
    assert answer.status_code == 403
    assert desks.MARK.encode() not in answer.content


@pytest.mark.parametrize(("lang", "words"), [("ja", "ホーム"), ("en", "Home")])
def test_the_language_is_the_browsers_until_another_is_chosen(lang: str, words: str, clerk: User):
    client = desks.browser(clerk, lang=lang)
    assert f"<h1>{words}</h1>" in client.get("/console/").content.decode()
    other, other_words = ("en", "Home") if lang == "ja" else ("ja", "ホーム")
    client.post("/console/language/", {"lang": other, "next": "/console/"})
    assert f"<h1>{other_words}</h1>" in client.get("/console/").content.decode()


@pytest.mark.parametrize(
    "back", ["https://elsewhere.example/", "//elsewhere.example/console/", "/ja/", "\\\\elsewhere"]
)
def test_the_language_switch_leads_nowhere_else(back: str, clerk: User):
    answer = desks.browser(clerk).post("/console/language/", {"lang": "ja", "next": back})
    assert answer.headers["Location"] == "/console/"


def test_forms_are_sent_with_their_origin(clerk: User):
    """With "no-referrer" browsers say "Origin: null", and every form would be refused."""
    assert Client().get(LOGIN).headers["Referrer-Policy"] == "same-origin"


def test_signing_in_is_recorded_with_references_alone(clerk: User):
    client = Client()
    try_password(client, desks.PASSWORD)
    assert not Pending.objects.filter(kind=ACCOUNT_SIGNED_IN.name).exists()
    client.post(SECOND, {"code": code()})
    written = Pending.objects.get(kind=ACCOUNT_SIGNED_IN.name)
    assert json.loads(written.payload) == {"actor": f"staff:{clerk.reference}", "account": str(clerk.reference)}


def test_a_new_second_factor_and_its_removal_are_recorded(published: Current, django_capture_on_commit_callbacks):
    user = desks.staff("membership", second_factor=False)
    client = Client()
    client.post(LOGIN, {"login": user.email, "password": desks.PASSWORD})
    client.get("/console/account/second-step/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/console/account/second-step/totp/activate/", {"code": code(secret=secret)})
    assert client.get("/console/").status_code == 200
    client.post("/console/account/second-step/totp/deactivate/")
    written = Pending.objects.filter(kind=ACCOUNT_CHANGED.name).order_by("id").values_list("payload", flat=True)
    acts = [json.loads(payload)["act"] for payload in written]
    assert acts[0] == "totp-added"
    assert "totp-removed" in acts
    assert client.get("/console/").status_code == 302


def test_ended_sessions_are_deleted(clerk: User):
    desks.browser(clerk)
    assert forget_ended(desks.moment()) == 0
    assert forget_ended(desks.moment() + timedelta(hours=9)) == 1
