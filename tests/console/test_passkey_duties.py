"""A duty that demands a passkey opens nothing in a session without one; its holder is told what to do, and can."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from azukari.core.accounts.models import StaffToken, User
from azukari.core.accounts.tokens import make
from azukari.core.policy_versions.current import Current, current
from tests.console import desks
from tests.console.passkey_demand import NOTE, demand

INDEX = "/console/account/second-step/"
ADD = f"{INDEX}webauthn/add/"
CONFIRM = f"{INDEX}webauthn/reauthenticate/"
REMOVE = f"{INDEX}webauthn/keys/999999/remove/"  # of a key that nobody has
TOKENS = "/console/account/tokens/make/"
OPENING = {"purpose": "membership", "reason": "service"}


@pytest.fixture
def demanded(published: Current) -> Current:
    """The membership desk and the privacy officer have to use a passkey."""
    demand("membership", "privacy")
    return current()


def signed_in(user: User, kind: str, *, lang: str = "en", whose: User | None = None) -> Client:
    """A session whose second step was ``kind``, as allauth writes it down."""
    client = desks.browser(user, lang)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time()},
        {"method": "mfa", "type": kind, "id": 1, "at": time.time()},
    ]
    session["account_authentication_methods_user"] = str((whose or user).pk)
    session.save()
    return client


def give_passkey(user: User) -> None:
    Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "key", "credential": {}})


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_without_a_passkey_the_duty_opens_nothing_and_the_page_says_what_to_do(lang: str, demanded: Current):
    clerk, member = desks.staff("membership", "magazine"), desks.register("membership")
    client = signed_in(clerk, "totp", lang=lang)
    home = client.get("/console/").content.decode()
    assert NOTE[lang] in home
    assert ADD in home
    assert "/console/forms/membership/" not in home
    assert "/console/forms/magazine/" in home
    refused = client.get("/console/forms/membership/")
    assert refused.status_code == 403
    assert NOTE[lang] in refused.content.decode()
    opened = client.post(f"/console/people/{member.person}/open/", OPENING)
    assert opened.status_code in {403, 404}
    assert desks.MARK not in opened.content.decode()


def test_other_duties_go_on(demanded: Current):
    client = signed_in(desks.staff("membership", "magazine"), "totp")
    assert client.get("/console/forms/magazine/").status_code == 200


def test_with_a_passkey_the_duty_opens(demanded: Current):
    clerk, member = desks.staff("membership"), desks.register("membership")
    client = signed_in(clerk, "webauthn")
    assert NOTE["en"] not in client.get("/console/").content.decode()
    assert client.get("/console/forms/membership/").status_code == 200
    opened = client.post(f"/console/people/{member.person}/open/", OPENING)
    assert desks.MARK in opened.content.decode()


def test_a_passkey_of_somebody_else_in_the_same_browser_does_not_count(demanded: Current):
    clerk = desks.staff("membership")
    client = signed_in(clerk, "webauthn", whose=desks.staff("magazine"))
    assert client.get("/console/forms/membership/").status_code == 403


def test_where_no_duty_demands_one_nothing_is_said(published: Current):
    client = signed_in(desks.staff("membership"), "totp")
    assert NOTE["en"] not in client.get("/console/").content.decode()
    assert client.get("/console/forms/membership/").status_code == 200


def test_the_acts_of_the_duty_wait_as_well(demanded: Current):
    """The staff pages and the policy's editor belong to the privacy officer."""
    officer = desks.staff("privacy")
    for kind, expected in (("totp", 403), ("webauthn", 200)):
        client = signed_in(officer, kind)
        assert {client.get(at).status_code for at in ("/console/staff/", "/console/policy/")} == {expected}, kind


def test_the_only_officer_is_not_locked_out_for_good(demanded: Current):
    """Whoever has none adds a first one after the sign-in with an app, and uses it in the same session."""
    client = signed_in(desks.staff("privacy"), "totp")
    assert ADD in client.get("/console/").content.decode()
    assert client.get(ADD).status_code == 200


def test_whoever_has_a_passkey_uses_it_before_another_is_made_or_one_removed(demanded: Current):
    officer = desks.staff("privacy")
    give_passkey(officer)
    client = signed_in(officer, "totp")
    for at in (ADD, REMOVE):
        assert client.get(at).headers["Location"] == INDEX
    said = client.get(INDEX).content.decode()
    assert CONFIRM in said
    assert "you cannot use these duties or add or remove a key" in said
    assert signed_in(officer, "webauthn").get(REMOVE).status_code == 404


def test_whoever_has_no_such_duty_changes_keys_as_before(demanded: Current):
    editor = desks.staff("magazine")
    give_passkey(editor)
    assert signed_in(editor, "totp").get(REMOVE).status_code == 404


def words(page: str) -> str | None:
    found = re.search(r"azk_[\w-]{43}", page)
    return found and found.group()


def test_a_token_for_the_duty_is_made_in_a_session_with_a_passkey(demanded: Current):
    clerk, wanted = desks.staff("membership"), {"name": "report", "purposes": ["membership"], "days": "30"}
    without = signed_in(clerk, "totp")
    assert NOTE["en"] in without.get(TOKENS).content.decode()
    assert without.post(TOKENS, wanted).status_code == 422
    assert not StaffToken.objects.exists()
    token = words(signed_in(clerk, "webauthn").post(TOKENS, wanted).content.decode())
    assert asks(token) == 200


def test_a_token_made_without_a_passkey_dies_when_its_duty_begins_to_demand_one(published: Current):
    clerk, policy, now = desks.staff("membership", "magazine"), published.policy, desks.moment()
    before, other, by_passkey = (
        make(clerk, "report", [purpose], days=30, policy=policy, now=now, passkey=passkey)[1]
        for purpose, passkey in (("membership", False), ("magazine", False), ("membership", True))
    )
    assert asks(before) == asks(other, "magazine") == asks(by_passkey) == 200
    demand("membership")
    assert asks(before) == 401
    assert asks(other, "magazine") == asks(by_passkey) == 200


def asks(token: str | None, purpose: str = "membership") -> int:
    program = Client(headers={"Authorization": f"Bearer {token}"})
    return program.get("/api/v1/people", {"purpose": purpose}).status_code
