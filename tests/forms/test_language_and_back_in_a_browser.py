"""The switch of languages and the browser's own Back on a form: nothing typed is lost, nothing sent comes again."""

import secrets

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import ARGUMENTS, CHROMIUM, UNHURRIED, OpenPage, axe, fits
from tests.live import Program

pytestmark = pytest.mark.browser

_OTHER = {"ja": "English", "en": "日本語"}


def _switch(page: Page, lang: str) -> None:
    page.get_by_role("button", name=_OTHER[lang]).click()


@pytest.mark.parametrize(("lang", "there", "width", "script"), [("ja", "en", 320, True), ("en", "ja", 1280, False)])
def test_the_switch_of_languages_takes_along_what_was_typed(
    live: Program, open_page: OpenPage, lang: str, there: str, width: int, script: bool
) -> None:
    page = open_page(lang=lang, width=width, javascript=script)
    page.goto(f"{live.url}/{lang}/forms/volunteers")
    page.fill("#f-name", "髙﨑 花")
    _switch(page, lang)
    expect(page.locator("html")).to_have_attribute("lang", there)
    assert page.url == f"{live.url}/{there}/forms/volunteers"
    expect(page.locator("#f-name")).to_have_value("髙﨑 花")
    expect(page.locator(".error")).to_have_count(0)  # nobody has judged it yet
    expect(page.locator("main .notice, main [class*=notice]").first).to_be_visible()
    page.fill("#f-email", f"{secrets.token_hex(6)}@example.org")
    page.locator("button[value=next]").last.click()
    page.check("#f-activities")
    _switch(page, there)  # from the second page, and back again
    expect(page.locator("html")).to_have_attribute("lang", lang)
    expect(page.locator("#f-name")).to_have_value("髙﨑 花")
    page.locator("button[value=next]").last.click()
    expect(page.locator("#f-activities")).to_be_checked()
    page.wait_for_timeout(UNHURRIED)
    page.locator("button[value=check]").last.click()
    expect(page.locator("dl.summary")).to_be_visible()  # the notice that stood there is the one that counts
    if script:
        fits(page)
        axe(page)
    _switch(page, lang)  # and from "check your answers"
    expect(page.locator("html")).to_have_attribute("lang", there)
    expect(page.locator("#f-name")).to_have_value("髙﨑 花")
    if script:
        fits(page)
        axe(page)


def test_the_enter_key_goes_on_and_does_not_switch_the_language(live: Program, open_page: OpenPage) -> None:
    page = open_page(lang="ja")
    page.goto(f"{live.url}/ja/forms/magazine")
    page.fill("#f-email", f"{secrets.token_hex(6)}@example.org")
    page.wait_for_timeout(UNHURRIED)
    page.press("#f-email", "Enter")
    expect(page.locator("dl.summary")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "ja")


@pytest.mark.parametrize(("lang", "form"), [("ja", "magazine"), ("en", "magazine")])
def test_back_after_sending_leads_to_the_form_and_shows_nothing_that_was_sent(
    live: Program, open_page: OpenPage, lang: str, form: str
) -> None:
    page, address = open_page(lang=lang, width=320), f"{secrets.token_hex(6)}@example.org"
    page.goto(f"{live.url}/{lang}/forms/{form}")
    page.locator("button[value=check]").last.click()
    expect(page.locator("#f-email-error, .error").first).to_be_visible()
    page.fill("#f-email", address)
    page.wait_for_timeout(UNHURRIED)
    page.locator("button[value=check]").last.click()
    expect(page.locator("dl.summary")).to_contain_text(address)
    page.go_back()  # to what was the answer to a POST
    expect(page.locator("#f-email")).to_have_value(address)
    assert address not in page.url
    page.wait_for_timeout(UNHURRIED)
    page.locator("button[value=check]").last.click()
    expect(page.locator("dl.summary")).to_contain_text(address)
    page.locator("button[value=send]").last.click()
    page.wait_for_url("**/sent")
    page.go_back()
    expect(page.locator("#f-email")).to_be_visible()
    assert address not in page.content()
    page.go_forward()
    page.wait_for_url("**/sent")


@pytest.mark.parametrize(
    ("path", "field", "button"),
    [
        ("forms/feedback", "#f-name", "button[value=check]"),
        ("forms/volunteers", "#f-name", "button[value=next]"),
        ("me", "[type=email]", "main form button"),
    ],
)
def test_back_to_a_page_that_told_of_an_error_after_following_a_link(
    live: Program, open_page: OpenPage, path: str, field: str, button: str
) -> None:
    page = open_page(lang="en", width=320)
    page.goto(f"{live.url}/en/{path}")
    page.fill(field, "Hanako")
    page.locator(button).last.click()
    expect(page.locator(".error").first).to_be_visible()
    page.get_by_role("link", name="Privacy policy").first.click()
    page.wait_for_url("**/privacy")
    page.go_back()
    assert page.url == f"{live.url}/en/{path}"
    expect(page.locator(field)).to_have_value("Hanako")  # the browser puts back what was typed


def test_a_browser_that_keeps_pages_alive_shows_nothing_that_was_sent_either(live: Program, chromium: Browser) -> None:
    """The back/forward cache, which Playwright switches off, shows a page as it was left: filled in."""
    kind, off = chromium.browser_type, ["--disable-back-forward-cache"]
    browser = kind.launch(executable_path=CHROMIUM, args=ARGUMENTS, ignore_default_args=off)
    page, address = browser.new_page(locale="en-GB"), f"{secrets.token_hex(6)}@example.org"
    try:
        page.goto(f"{live.url}/en/forms/magazine")
        page.fill("#f-email", address)
        page.wait_for_timeout(UNHURRIED)
        page.locator("button[value=check]").last.click()
        expect(page.locator("dl.summary")).to_contain_text(address)
        page.go_back(wait_until="commit")
        expect(page.locator("#f-email")).to_have_value(address)  # not sent yet: nothing typed is lost
        page.wait_for_timeout(UNHURRIED)
        page.locator("button[value=check]").last.click()
        page.locator("button[value=send]").last.dblclick()
        page.wait_for_url("**/sent")
        for _ in ("check your answers", "the form"):
            page.go_back(wait_until="commit")
            expect(page.locator("dl.summary")).to_have_count(0)
            expect(page.locator("#f-email")).to_have_value("")
    finally:
        browser.close()


def test_a_link_of_a_later_part_leaves_what_was_typed_open(live: Program, open_page: OpenPage) -> None:
    page = open_page(lang="en")
    page.goto(f"{live.url}/en/forms/volunteers")
    page.fill("#f-name", "Amelia")
    page.fill("#f-email", f"{secrets.token_hex(6)}@example.org")
    page.locator("button[value=next]").last.click()
    page.check("#f-activities")
    with page.context.expect_page() as opened:
        page.locator("footer a[href$='/privacy']").first.click()
    opened.value.close()
    expect(page.locator("#f-activities")).to_be_checked()
    page.wait_for_timeout(UNHURRIED)
    page.locator("button[value=check]").last.click()
    expect(page.locator("dl.summary")).to_be_visible()
    with page.context.expect_page() as opened:
        page.locator("footer a[href$='/privacy']").first.click()
    opened.value.close()
    expect(page.locator("dl.summary")).to_contain_text("Amelia")
