"""Save, close, come back by the link on another device, send: both languages, with and without JavaScript."""

import re
import secrets

import pytest
from playwright.sync_api import Page, expect

from tests.browser import UNHURRIED, OpenPage, axe, fits, photograph
from tests.live import Program, link_in

pytestmark = pytest.mark.browser

_SAVE = {"ja": "保存して、あとで続ける", "en": "Save and continue later"}
_MAIL = {"ja": "リンクを送ってもらう", "en": "Send me the link"}
_AWAY = {"ja": "捨てる", "en": "Discard"}
_ASK = {"ja": "内容の確認", "en": "Check your answers"}
_SEND = {"ja": "送信する", "en": "Send"}
_SOLVED = re.compile(".{100}")


def _look(page: Page, name: str, *, script: bool) -> None:
    if script:
        fits(page)
        axe(page)
        photograph(page, name)


@pytest.mark.parametrize(
    ("lang", "script", "width"), [("ja", True, 1280), ("en", True, 320), ("ja", False, 320), ("en", False, 1280)]
)
def test_save_close_come_back_send(live: Program, open_page: OpenPage, lang: str, script: bool, width: int) -> None:
    page = open_page(lang=lang, javascript=script, width=width)
    address = f"{secrets.token_hex(6)}@example.org"
    page.goto(f"{live.url}/{lang}/forms/membership")
    page.fill("#f-name", "髙﨑 花")
    page.fill("#f-email", address)
    page.check("[id='f-consent.magazine']")
    page.get_by_role("button", name=_SAVE[lang]).click()
    expect(page.locator("#link")).to_have_value(re.compile(rf"^{re.escape(live.url)}/{lang}/saved/[\w-]{{43}}$"))
    link = page.locator("#link").input_value()
    _look(page, f"form-saved-{lang}", script=script)
    page.get_by_role("button", name=_MAIL[lang]).click()
    expect(page.locator(".callout.kept")).to_be_visible()
    assert link in link_in(live.wait_for_mail(address))
    assert page.context.cookies() == []
    page.context.close()

    later = open_page(lang=lang, javascript=script, width=width)  # another device: nothing but the link
    later.goto(link)
    expect(later.locator("#f-name")).to_have_value("髙﨑 花")
    expect(later.locator("#f-email")).to_have_value(address)
    expect(later.locator("[id='f-consent.magazine']")).to_be_checked()
    _look(later, f"form-taken-up-{lang}", script=script)
    later.check("#f-member_class")
    later.fill("#f-postcode", "100-0001")
    later.fill("#f-address", "東京都千代田区千代田1-1")
    later.wait_for_timeout(UNHURRIED)
    later.get_by_role("button", name=_ASK[lang]).last.click()
    expect(later.locator(".summary")).to_contain_text(address)
    if script:
        expect(later.locator("[name=altcha]")).to_have_value(_SOLVED)
    later.get_by_role("button", name=_SEND[lang]).last.click()
    expect(later).to_have_url(re.compile(f"{live.url}/{lang}/waiting/.+/sent"))

    answer = later.goto(link)  # sent, so what was saved is gone
    assert answer is not None
    assert answer.status == 404
    _look(later, f"form-saved-gone-{lang}", script=script)


def test_throw_it_away(live: Program, open_page: OpenPage) -> None:
    page = open_page(lang="en", javascript=False)
    page.goto(f"{live.url}/en/forms/magazine")
    page.fill("#f-email", "someone@example.org")
    page.get_by_role("button", name=_SAVE["en"]).click()
    link = page.locator("#link").input_value()
    page.get_by_role("button", name=_AWAY["en"]).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("It has been erased")
    answer = page.goto(link)
    assert answer is not None
    assert answer.status == 404
