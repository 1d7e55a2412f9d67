"""Adding to a registration, and objecting to a change of address, in a real browser: as a person does it, in both
languages, on a telephone and on a desk.
"""

import re
import secrets
import urllib.request

import pytest
from playwright.sync_api import Page, expect

from tests.browser import OpenPage, looked_at
from tests.live import Program, link_in
from tests.rights.registered import register

pytestmark = pytest.mark.browser

WORDS = {
    "ja": {"added": "登録に書き足しました", "agreed": "同意の控えをメールでお送りしました", "back": "変更していません"},
    "en": {"added": "It is added to your registration", "agreed": "sent you a receipt", "back": "stays the same"},
}
SIZES = [("ja", 320), ("en", 1280)]


def _come_in(live: Program, page: Page, lang: str, address: str, *, mails: int) -> None:
    page.goto(f"{live.url}/{lang}/me")
    page.fill("#f-email", address)
    page.click("main button")
    page.goto(link_in(live.wait_for_mail(address, count=mails)))
    page.click("main button")
    page.wait_for_url(f"{live.url}/{lang}/me")


@pytest.mark.parametrize(("lang", "width"), SIZES)
def test_a_blank_is_filled_in_and_a_consent_given_later(
    live: Program, open_page: OpenPage, lang: str, width: int
) -> None:
    address, page = f"add-{secrets.token_hex(4)}@example.org", open_page(lang=lang, width=width)
    register(live, lang, address)
    _come_in(live, page, lang, address, mails=3)
    page.locator("a[href*='/me/withdraw/magazine']").first.click()
    page.locator("main form button").click()
    page.goto(f"{live.url}/{lang}/me")
    page.locator("a[href$='/add']").click()
    looked_at(page, f"own-add-{lang}")
    page.locator("main form button[type=submit]").click()  # impatient: nothing was filled in
    expect(page.locator("#error-summary, .error-summary, [role=alert]").first).to_be_visible()
    looked_at(page, f"own-add-error-{lang}")
    page.locator("input[name='consent.magazine']").check()
    page.locator("main form button[type=submit]").click()
    expect(page.get_by_text(WORDS[lang]["agreed"])).to_be_visible()
    expect(page.locator("a[href*='/me/withdraw/magazine']").first).to_be_visible()
    looked_at(page, f"own-added-{lang}")
    receipt = live.wait_for_mail(address, count=4)
    assert next(part.get_filename() for part in receipt.iter_attachments()).startswith("receipt-")


@pytest.mark.parametrize(("lang", "width"), SIZES)
def test_the_former_address_puts_itself_back(live: Program, open_page: OpenPage, lang: str, width: int) -> None:
    address, page = f"mine-{secrets.token_hex(4)}@example.org", open_page(lang=lang, width=width)
    other = f"other-{secrets.token_hex(4)}@example.org"
    register(live, lang, address)
    _come_in(live, page, lang, address, mails=3)
    page.locator("a[href*='/me/value/']", has_text=re.compile("mail|メール")).first.click()
    page.fill("#f-email", other)
    page.locator("main form button[type=submit]").click()
    told = link_in(live.wait_for_mail(address, count=4))
    assert "/me/address/keep/" in told
    owner = open_page(lang=lang, width=width)
    owner.goto(told)
    looked_at(owner, f"address-keep-{lang}")
    urllib.request.urlopen(urllib.request.Request(link_in(live.wait_for_mail(other)), b"", method="POST")).close()
    assert link_in(live.wait_for_mail(address, count=5)) == told
    owner.goto(told)
    looked_at(owner, f"address-put-back-{lang}")
    owner.locator("main form button").click()
    owner.wait_for_url("**/me/address/kept")
    expect(owner.get_by_text(WORDS[lang]["back"])).to_be_visible()
    looked_at(owner, f"address-kept-{lang}")
    page.goto(f"{live.url}/{lang}/me")
    expect(page.locator("#f-email")).to_be_visible()  # whoever was signed in is out
    _come_in(live, owner, lang, address, mails=6)
    expect(owner.locator("main")).to_contain_text(address)
    expect(owner.locator("main")).not_to_contain_text(other)
