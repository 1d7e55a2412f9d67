"""The console as a person meets it: a real browser, both languages, narrow and wide, with an app and with a passkey."""

import re

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from azukari.core.policy_versions.current import Current
from tests.browser import OpenPage, looked_at
from tests.cast import one_time_code
from tests.console import desks
from tests.console.at_work import give_authenticator, give_password

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = {
    "en": {"sign-in": "Sign in", "app": "Set up an app", "use": "Use this app", "open": "Open and record it"},
    "ja": {"sign-in": "ログイン", "app": "アプリを設定する", "use": "このアプリを使う", "open": "記録して開く"},
}


@pytest.fixture
def published(transactional_db: None) -> Current:
    return desks.publish()


@pytest.fixture
def at(live_server: LiveServer) -> str:
    """Where the console is, under a name that a passkey can belong to."""
    return live_server.url.replace("127.0.0.1", "localhost")


@pytest.mark.parametrize(("lang", "width"), [("ja", 1280), ("ja", 320), ("en", 1280), ("en", 320)])
def test_from_the_first_sign_in_to_an_opened_record(
    lang: str, width: int, published: Current, at: str, open_page: OpenPage
):
    """A member of staff signs in, sets up an app, and opens a member's data for a purpose."""
    user, words = desks.staff("membership", second_factor=False), WORDS[lang]
    registered = desks.register("membership")
    page, marked = open_page(lang=lang, width=width), f"{lang}-{width}"
    page.goto(f"{at}/console/")
    looked_at(page, f"console-sign-in-{marked}")
    give_password(page, at, user.email, lang)
    looked_at(page, f"console-second-step-{marked}")
    page.goto(f"{at}/console/people/{registered.person}/")
    expect(page).to_have_url(f"{at}/console/account/second-step/")
    page.get_by_role("link", name=words["app"]).click()
    looked_at(page, f"console-app-{marked}")
    assert page.locator("img.qr").evaluate("image => image.naturalWidth") > 0
    page.locator("#id_code").fill(one_time_code(page.locator("main code").inner_text()))
    page.get_by_role("button", name=words["use"]).click()
    looked_at(page, f"console-codes-{marked}")
    page.goto(f"{at}/console/")
    looked_at(page, f"console-home-{marked}")
    page.goto(f"{at}/console/forms/membership/")
    looked_at(page, f"console-list-{marked}")
    page.locator("tbody td a").click()
    assert desks.MARK not in page.content()
    looked_at(page, f"console-person-{marked}")
    page.get_by_role("button", name=words["open"]).click()
    looked_at(page, f"console-person-errors-{marked}")
    page.locator("input[name=purpose]").first.check()
    page.locator("input[name=reason]").first.check()
    page.get_by_role("button", name=words["open"]).click()
    expect(page.get_by_text("Marker Aoba", exact=True)).to_be_visible()
    looked_at(page, f"console-opened-{marked}")
    page.goto(f"{at}/console/forms/volunteers/")
    looked_at(page, f"console-refused-{marked}")


def test_the_console_needs_no_javascript(published: Current, at: str, open_page: OpenPage):
    user, registered = desks.staff("membership"), desks.register("membership")
    page = open_page(lang="en", javascript=False)
    give_password(page, at, user.email, "en")
    page.locator("#id_code").fill(one_time_code())
    page.get_by_role("button", name="Sign in").click()
    page.goto(f"{at}/console/people/{registered.person}/")
    page.locator("input[name=purpose]").first.check()
    page.locator("input[name=reason]").first.check()
    page.get_by_role("button", name="Open and record it").click()
    expect(page.get_by_text("Marker Aoba", exact=True)).to_be_visible()
    page.locator(".own-button").click()
    page.get_by_role("button", name="日本語").click()
    expect(page.get_by_text("目的を決めて開く")).to_be_visible()
    assert desks.MARK not in page.content()


def test_a_passkey_is_both_steps_at_once(published: Current, at: str, open_page: OpenPage):
    user = desks.staff("magazine", second_factor=False)
    page = open_page(lang="en")
    give_authenticator(page)
    give_password(page, at, user.email, "en")
    page.get_by_role("link", name="Add a key").click()
    page.get_by_label("Use as a passkey").check()
    looked_at(page, "console-key-en-1280")
    page.get_by_role("button", name="Add this key").click()
    expect(page).not_to_have_url(re.compile("add"))
    page.goto(f"{at}/console/")
    expect(page.get_by_role("heading", name="What needs you")).to_be_visible()
    page.locator(".own-button").click()
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{at}/console/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="What needs you")).to_be_visible()
