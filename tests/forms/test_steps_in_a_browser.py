"""A form of several pages and with conditions in a real browser, with and without the script."""

import secrets

import pytest
from playwright.sync_api import Page, expect

from tests.browser import UNHURRIED, OpenPage, axe, fits, photograph
from tests.live import Program, link_in

pytestmark = pytest.mark.browser

_WORDS = {
    "ja": {"step": "2ページ中2ページ目", "only": "を選んだ方だけ", "asked": "保護者の方にお尋ねしています"},
    "en": {"step": "Step 2 of 2", "only": "Only if you chose", "asked": "We have asked your parent or guardian"},
}


@pytest.mark.parametrize(("lang", "width", "scheme"), [("ja", 320, "dark"), ("en", 1280, "light")])
def test_a_question_comes_and_goes_with_the_answer_it_depends_on(
    live: Program, open_page: OpenPage, lang: str, width: int, scheme: str
) -> None:
    page, words = open_page(lang=lang, width=width, color_scheme=scheme), _WORDS[lang]
    page.goto(f"{live.url}/{lang}/forms/volunteers")
    page.fill("#f-name", "髙﨑 花")
    page.fill("#f-email", f"{secrets.token_hex(6)}@example.org")
    page.locator("button[value=next]").last.click()
    expect(page.get_by_text(words["step"])).to_be_visible()
    languages = page.locator("#f-languages")
    expect(languages).to_be_hidden()
    expect(page.get_by_text(words["only"])).to_have_count(0)
    page.check("#f-activities-4")
    expect(languages).to_be_visible()
    languages.fill("Ainu")
    fits(page)
    axe(page)
    photograph(page, f"form-step-{lang}")
    page.uncheck("#f-activities-4")
    expect(languages).to_be_hidden()
    page.check("#f-activities")
    page.locator("button[value=back]").click()
    expect(page.locator("#f-name")).to_have_value("髙﨑 花")
    page.locator("button[value=next]").last.click()
    expect(page.locator("#f-activities")).to_be_checked()
    page.wait_for_timeout(UNHURRIED)
    page.locator("button[value=check]").last.click()
    expect(page.locator("dl.summary")).to_be_visible()
    expect(page.get_by_text("Ainu")).to_have_count(0)  # what was hidden was not sent
    axe(page)


def _look(page: Page, name: str, *, script: bool) -> None:
    if script:
        fits(page)
        axe(page)
        photograph(page, name)


@pytest.mark.parametrize(("lang", "script"), [("ja", False), ("en", True)])
def test_a_guardian_is_asked_and_agrees(live: Program, open_page: OpenPage, lang: str, script: bool) -> None:
    page, words = open_page(lang=lang, javascript=script, width=320), _WORDS[lang]
    young, parent = (f"{secrets.token_hex(6)}@example.org" for _ in range(2))
    page.goto(f"{live.url}/{lang}/forms/plastic-free-river")
    expect(page.get_by_text(words["only"])).to_have_count(0 if script else 1)
    page.fill("#f-name", "見本 若葉")
    page.fill("#f-email", young)
    page.check("#f-of-age-2")
    page.fill("#f-guardian-email", parent)
    page.wait_for_timeout(UNHURRIED)
    page.locator("button[value=check]").last.click()
    page.locator("button[value=send]").last.click()
    page.goto(link_in(live.wait_for_mail(young)))
    page.locator("main form button").click()
    expect(page.get_by_role("heading", name=words["asked"])).to_be_visible()
    _look(page, f"guardian-asked-{lang}", script=script)
    page.goto(link_in(live.wait_for_mail(parent)))
    expect(page.locator("main")).not_to_contain_text("若葉")
    _look(page, f"guardian-{lang}", script=script)
    page.locator("button[value=yes]").click()
    expect(page).to_have_url(f"{live.url}/{lang}/forms/plastic-free-river/guardian/agreed")
    _look(page, f"guardian-agreed-{lang}", script=script)
