"""Somebody types for longer than a sign-in stays fresh: a password is asked for, and what was typed goes through."""

import pytest
from django.core.cache import cache
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from azukari.core.accounts.models import StaffToken
from azukari.shells.staff.reauthentication import PASSWORD
from tests.browser import OpenPage, carry_session, looked_at
from tests.console import desks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("lang", "width"), [("ja", 320), ("en", 1280)])
def test_what_was_typed_goes_through(lang: str, width: int, live_server: LiveServer, open_page: OpenPage):
    cache.clear()
    desks.publish()
    at = live_server.url.replace("127.0.0.1", "localhost")
    page, client = open_page(lang=lang, width=width), desks.fresh(desks.staff("membership"), lang)
    carry_session(page, client, at)
    page.goto(f"{at}/console/account/tokens/make/")
    page.locator("#f-name").fill("名札の印刷 & „more“")
    page.locator("input[name=purposes]").first.check()
    session = client.session
    session["account_authentication_methods"] = []
    session.save()
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator(f"#f-{PASSWORD}")).to_be_visible()
    looked_at(page, f"reauthentication-{lang}-{width}")
    page.locator(f"#f-{PASSWORD}").fill("wrong")
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("#errors")).to_be_visible()
    looked_at(page, f"reauthentication-wrong-{lang}-{width}")
    page.locator(f"#f-{PASSWORD}").fill(desks.PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("#errors")).to_have_count(0)
    assert StaffToken.objects.get().name == "名札の印刷 & „more“"
