"""A form of staff that is sent after its session has ended comes back with all that was typed, for its sender alone."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from azukari.core.accounts.models import StaffSession
from azukari.features.writing.models import ReplyTemplate
from tests.console import desks
from tests.console.world import World

NEW = "/console/forms/membership/replies/new/"
TYPED = {"title": "Opening hours", "text_ja": "平日です。", "text_en": 'On weekdays <only> & "never" on Sunday.'}


@pytest.fixture
def clerk(world: World) -> Any:
    return world.staff("membership")


def _inputs(page: Any) -> dict[str, str]:
    """The hidden inputs of the form with what was typed."""
    html = page.content.decode().partition("<main")[2]
    return {name: unescape(v) for name, v in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', html)}


def _kept(clerk: Any) -> tuple[Client, Any]:
    """Somebody types, their session ends, they send: the answer."""
    browser = desks.browser(clerk)
    hidden = _inputs(browser.get(NEW))
    StaffSession.objects.all().delete()
    return browser, browser.post(NEW, {**TYPED, **hidden})


def test_what_was_typed_comes_back_and_is_saved_by_its_sender(clerk: Any):
    _browser, page = _kept(clerk)
    assert page.status_code == 403
    html = page.content.decode()
    assert "Not saved yet" in html
    assert "Opening hours" not in html  # sealed
    assert not ReplyTemplate.objects.exists()
    again = desks.browser(clerk)
    shown = again.post("/console/unsaved/", _inputs(page) or _kept_input(page))
    assert "Not saved yet" in shown.content.decode()
    assert 'value="Opening hours"' in shown.content.decode()
    assert f'method="post" novalidate action="{NEW}"' in shown.content.decode()
    assert 'On weekdays &lt;only&gt; &amp; "never" on Sunday.</textarea>' in shown.content.decode()
    assert not ReplyTemplate.objects.exists()
    assert again.post(NEW, {**TYPED, **_inputs(shown)}).status_code == 302
    assert ReplyTemplate.objects.get().texts["en"] == TYPED["text_en"]


def _kept_input(page: Any) -> dict[str, str]:
    found = re.search(r'name="kept-form" value="([^"]+)"', page.content.decode())
    assert found
    return {"kept-form": found[1]}


def test_somebody_else_who_signs_in_there_sees_nothing_of_it(clerk: Any):
    _browser, page = _kept(clerk)
    other = desks.browser(desks.staff("membership", email="other@staff.example.org"))
    shown = other.post("/console/unsaved/", _kept_input(page))
    assert shown.status_code == 410
    assert "Opening hours" not in shown.content.decode()


def test_pressed_before_the_sign_in_it_waits_on(clerk: Any):
    browser, page = _kept(clerk)
    again = browser.post("/console/unsaved/", _kept_input(page))
    assert (again.status_code, _kept_input(again)) == (403, _kept_input(page))


def test_after_an_hour_it_is_gone(clerk: Any, monkeypatch):
    _browser, page = _kept(clerk)
    browser = desks.browser(clerk)
    now = timezone.now() + timedelta(minutes=61)
    monkeypatch.setattr("azukari.shells.staff.unsaved.timezone.now", lambda: now)
    assert browser.post("/console/unsaved/", _kept_input(page)).status_code == 410


def test_a_form_of_nobody_leads_to_the_sign_in(clerk: Any):
    assert Client().post(NEW, TYPED).status_code == 302
    forged = Client().post(NEW, {**TYPED, "whose": "0" * 32})
    shown = desks.browser(clerk).post("/console/unsaved/", _kept_input(forged))
    assert shown.status_code == 410


def test_a_page_of_an_earlier_session_comes_back_as_well(clerk: Any):
    earlier = _inputs(desks.browser(clerk).get(NEW))
    browser = Client(enforce_csrf_checks=True, headers={"Accept-Language": "en"})
    browser.cookies[settings.SESSION_COOKIE_NAME] = desks.browser(clerk).cookies[settings.SESSION_COOKIE_NAME].value
    browser.get(NEW)
    shown = browser.post(NEW, {**TYPED, **earlier})
    assert "Not saved yet" in shown.content.decode()
    assert 'value="Opening hours"' in shown.content.decode()
    assert not ReplyTemplate.objects.exists()
    assert browser.post(NEW, {**TYPED, **_inputs(shown)}).status_code == 302
    assert ReplyTemplate.objects.count() == 1
