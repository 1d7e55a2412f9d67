"""A duty that demands a passkey, in a real browser: from the sign-in with an app to the first passkey, and its use."""

import re

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser import OpenPage, looked_at
from tests.cast import one_time_code
from tests.console import desks
from tests.console.at_work import give_authenticator
from tests.console.passkey_demand import NOTE, demand

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = {
    "en": {"add": "Add a passkey", "make": "Add this key", "use": "Use your passkey now"},
    "ja": {"add": "パスキーを追加する", "make": "このキーを追加する", "use": "パスキーを使う"},
}


def sign_in(page: Page, at: str, email: str) -> None:
    page.goto(f"{at}/console/")
    page.locator("#id_login").fill(email)
    page.locator("#id_password").fill(desks.PASSWORD)
    page.locator("#id_password").press("Enter")
    page.locator("#id_code").fill(one_time_code())
    page.locator("#id_code").press("Enter")


@pytest.mark.parametrize(("lang", "width"), [("ja", 320), ("en", 1280)])
def test_the_only_officer_adds_a_first_passkey_and_goes_on(
    lang: str, width: int, transactional_db: None, live_server: LiveServer, open_page: OpenPage
):
    desks.publish()
    demand("privacy")
    officer, words = desks.staff("privacy"), WORDS[lang]
    at, page = live_server.url.replace("127.0.0.1", "localhost"), open_page(lang=lang, width=width)
    give_authenticator(page)
    desks.browser(lang=lang).get(
        "/console/account/login/"
    )  # what the first page reads is read before the browser waits
    sign_in(page, at, officer.email)
    note = page.get_by_text(NOTE[lang])
    expect(note).to_be_visible()
    looked_at(page, f"passkey-none-{lang}-{width}")
    page.get_by_role("link", name=words["add"]).click()
    page.get_by_role("button", name=words["make"]).click()
    expect(page).not_to_have_url(re.compile("add"))
    page.goto(f"{at}/console/staff/")
    looked_at(page, f"passkey-refused-{lang}-{width}")
    page.get_by_role("link", name=words["use"]).click()
    looked_at(page, f"passkey-confirm-{lang}-{width}")
    page.locator("#mfa_webauthn_reauthenticate").click()
    expect(page).to_have_url(f"{at}/console/")
    expect(note).to_have_count(0)
    assert (answer := page.goto(f"{at}/console/staff/"))
    assert answer.status == 200
