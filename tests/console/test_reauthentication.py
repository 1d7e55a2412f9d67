"""Signed in a while ago: every act asks once more who it is, on a page that carries what was sent; no button ends in an
error of the browser, neither then nor after signing in anew.
"""

import re
import time
from html import unescape
from typing import Protocol

import pytest
from django.contrib.sessions.backends.base import SessionBase
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from azukari.core.accounts.models import StaffToken, User
from azukari.core.accounts.sessions import SessionStore
from azukari.shells.staff.reauthentication import PASSWORD
from tests.console import desks
from tests.console.addresses import PAGES, address_of
from tests.console.world import World

pytestmark = pytest.mark.usefixtures("unlimited")

TYPED = "typed-a-moment-ago"
_SIGN_IN_MADE_BY_ALLAUTH = ("account_", "mfa_")
MAKE = "/console/account/tokens/make/"


@pytest.fixture
def unlimited():
    """Attempts are counted by account, and every test has the same one."""
    cache.clear()


@pytest.fixture
def everything(world: World) -> User:
    """Somebody whose duties have every act between them, so that nothing but the sign-in stands in the way."""
    return desks.staff("membership", "campaigns", "privacy", "operator", email="everything@staff.example.org")


@pytest.fixture
def clerk(world: World) -> User:
    return world.staff("membership")


def ours() -> list[str]:
    return [name for name in PAGES if not name.startswith(_SIGN_IN_MADE_BY_ALLAUTH)]


@pytest.mark.parametrize("name", ours())
def test_no_address_leads_to_an_error_of_the_browser(name: str, everything: User, world: World):
    at = address_of(name, world.registered["membership"], "membership")
    answer = desks.browser(everything).get(at, follow=True)
    assert answer.status_code != 405, "This is where the browser lands after signing in again."
    stale = desks.browser(everything)
    if stale.post(at, {"note": TYPED}).status_code == 405:
        return  # nothing is sent there, ever
    answer = stale.post(at, {"note": TYPED, "version": "0"}, follow=True)
    if b"Confirm that it is you" in answer.content:
        assert (answer.status_code, answer.redirect_chain) == (403, [])
        carried = carried_by(answer)
        assert carried["note"] == [TYPED]
        answer = stale.post(at, {**carried, PASSWORD: desks.PASSWORD}, follow=True)
        assert b"Confirm that it is you" not in answer.content
    assert answer.status_code != 405


class Page(Protocol):
    """What a browser was answered."""

    @property
    def content(self) -> bytes: ...


def carried_by(page: Page) -> dict[str, list[str]]:
    """The fields that the form in the middle of the page sends along."""
    form = page.content.decode().partition("<h1>")[2]
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form):
        found.setdefault(unescape(name), []).append(unescape(value))
    return found


WANTED = {"name": TYPED, "purposes": ["membership"], "days": "7"}


def test_what_was_sent_goes_through_after_the_password(clerk: User):
    stale = desks.browser(clerk)
    asked = stale.post(MAKE, WANTED)
    carried = carried_by(asked)
    assert not StaffToken.objects.exists()
    assert stale.post(MAKE, {**carried, PASSWORD: desks.PASSWORD}).status_code == 200
    assert StaffToken.objects.get().name == TYPED
    assert stale.get(MAKE).status_code == 200, "Nobody is asked twice."


def test_a_wrong_password_does_nothing_and_loses_nothing(clerk: User):
    stale = desks.browser(clerk)
    asked = stale.post(MAKE, {**WANTED, PASSWORD: "not it"})
    carried = carried_by(asked)
    assert asked.status_code == 403
    assert carried["name"] == [TYPED]
    assert "not it" not in asked.content.decode()
    assert "password" in asked.context["errors"][0].message.lower()
    assert stale.get(MAKE).headers["Location"].startswith("/console/account/reauthenticate/")
    assert not StaffToken.objects.exists()


def test_a_session_that_confirmed_elsewhere_needs_no_password(clerk: User):
    stale = desks.browser(clerk)
    carried = carried_by(stale.post(MAKE, WANTED))
    stale.post(f"{reverse('account_reauthenticate')}?next=/console/", {"password": desks.PASSWORD})
    stale.post(MAKE, {**carried, PASSWORD: ""})
    assert StaffToken.objects.get().name == TYPED


def test_whoever_has_no_password_confirms_in_another_tab(clerk: User):
    clerk.set_unusable_password()
    clerk.save()
    stale = desks.browser(clerk)
    asked = stale.post(MAKE, WANTED)
    page = asked.content.decode()
    assert PASSWORD not in page
    assert f"{reverse('mfa_reauthenticate')}?next=" in page
    carried = carried_by(asked)
    assert stale.post(MAKE, carried).status_code == 403
    session = stale.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time(), "reauthenticated": True}]
    session["account_authentication_methods_user"] = str(clerk.pk)
    session.save()
    stale.post(MAKE, carried)
    assert StaffToken.objects.get().name == TYPED


def test_nothing_of_it_is_kept_meanwhile(clerk: User):
    stale = desks.browser(clerk)
    stale.post(MAKE, WANTED)
    assert TYPED not in str(dict(_session(stale).items()))


def test_the_act_never_gets_the_password(clerk: User):
    page = desks.fresh(clerk).post(MAKE, {**WANTED, "days": "", PASSWORD: desks.PASSWORD})
    assert page.status_code == 422
    assert PASSWORD not in page.wsgi_request.POST


def _session(client: Client) -> SessionBase:
    return SessionStore(client.cookies["azukari_staff"].value)
