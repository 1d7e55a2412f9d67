"""From the notice to the receipt in a real browser: both languages, with and without JavaScript, narrow and wide."""

import json
import re
import secrets
from itertools import product

import pytest
from playwright.sync_api import Page, expect

from tests.browser import UNHURRIED, OpenPage, axe, fits, photograph
from tests.live import Program, link_in

pytestmark = pytest.mark.browser

_SOLVED = re.compile(".{100}")
_WAYS = [(lang, script, width) for lang, script, width in product(("ja", "en"), (True, False), (320, 1280))]
_ASK = {"ja": "内容の確認", "en": "Check your answers"}
_SEND = {"ja": "送信する", "en": "Send"}
_ITS_ME = {"ja": "申し込みを確定する", "en": "Confirm my registration"}
_THANKS = {"ja": "受け付けました", "en": "We have received it"}
_MAIL = {"ja": "メールをご覧ください", "en": "check your email"}


def _look(page: Page, name: str, *, script: bool) -> None:
    """Every page fits its window, is free of barriers, and may be photographed."""
    if script:
        fits(page)
        axe(page)
        photograph(page, name)


def _fill_in(page: Page, address: str) -> None:
    page.check("#f-member_class")
    page.fill("#f-name", "　髙﨑　花 ")
    page.fill("#f-name_kana", "たかさき　はな")
    page.fill("#f-email", address)
    page.fill("#f-postcode", "１００ー０００１")
    page.fill("#f-phone", "０３（１２３４）５６７８")
    page.check("[id='f-consent.magazine']")
    page.wait_for_timeout(UNHURRIED)


@pytest.mark.parametrize(("lang", "script", "width"), _WAYS)
def test_from_the_notice_to_the_receipt(
    live: Program, open_page: OpenPage, lang: str, script: bool, width: int
) -> None:
    page = open_page(lang=lang, javascript=script, width=width)
    address = f"{secrets.token_hex(6)}@example.org"
    page.goto(f"{live.url}/{lang}/forms/membership")
    _look(page, f"form-{lang}", script=script)

    page.get_by_role("button", name=_ASK[lang]).last.click()  # nothing filled in: everything is named, on top
    expect(page.locator("#errors")).to_be_visible()
    assert page.title().startswith(("エラー", "Error"))
    if script:
        expect(page.locator("#errors")).to_be_focused()
    _look(page, f"form-errors-{lang}", script=script)

    _fill_in(page, address)
    page.locator(".address-lookup button").click()
    expect(page.locator("#f-address")).to_have_value("東京都千代田区千代田")
    expect(page.locator("#f-name_kana")).to_have_value("たかさき　はな")
    page.locator("#f-address").fill("東京都千代田区千代田１−１")
    page.get_by_role("button", name=_ASK[lang]).last.click()

    summary = page.locator(".summary")
    for text in ("髙﨑 花", "タカサキ ハナ", address, "100-0001", "東京都千代田区千代田1-1", "03-1234-5678"):
        expect(summary).to_contain_text(text)
    _look(page, f"check-{lang}", script=script)
    page.locator(".change button").first.click()  # a step back loses nothing
    expect(page.locator("#f-email")).to_have_value(address)
    expect(page.locator("[id='f-consent.magazine']")).to_be_checked()
    page.get_by_role("button", name=_ASK[lang]).last.click()
    if script:  # the proof of work is done by itself, without anything to click
        expect(page.locator("[name=altcha]")).to_have_value(_SOLVED)
    page.get_by_role("button", name=_SEND[lang]).last.click()

    expect(page.get_by_role("heading", level=1)).to_contain_text(_MAIL[lang])
    assert page.url.startswith(f"{live.url}/{lang}/waiting/")
    _look(page, f"sent-{lang}", script=script)

    page.goto(link_in(live.wait_for_mail(address)))
    _look(page, f"confirm-{lang}", script=script)
    page.get_by_role("button", name=_ITS_ME[lang]).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(_THANKS[lang])
    assert address not in page.url
    assert address not in page.content()
    _look(page, f"receipt-{lang}", script=script)
    assert page.context.cookies() == []

    mail = live.wait_for_mail(address, count=2)
    attached = next(iter(mail.iter_attachments()))
    receipt = json.loads(attached.get_content())
    assert receipt["@type"] == "dpv:ConsentReceipt"
    assert receipt["dct:language"] == lang


def test_the_whole_form_page_is_small(live: Program, open_page: OpenPage) -> None:
    page = open_page()
    sizes: list[int] = []
    page.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))
    page.goto(f"{live.url}/ja/forms/membership", wait_until="networkidle")
    page.locator("#f-name").focus()
    expect(page.locator("[name=altcha]")).to_have_value(_SOLVED)
    assert len(sizes) >= 3
    assert sum(sizes) <= 60 * 1024


def test_it_works_by_keyboard_alone(live: Program, open_page: OpenPage) -> None:
    page = open_page(lang="en")
    page.goto(f"{live.url}/en/forms/magazine")
    page.locator("#f-email").focus()
    page.keyboard.type("someone@example.org")
    page.wait_for_timeout(UNHURRIED)
    page.keyboard.press("Enter")  # the first button of the form is "check", not "find address"
    expect(page.locator(".summary")).to_contain_text("someone@example.org")


def test_a_double_click_sends_once(live: Program, open_page: OpenPage) -> None:
    page = open_page(lang="en")
    address = f"{secrets.token_hex(6)}@example.org"
    page.goto(f"{live.url}/en/forms/magazine")
    page.fill("#f-email", address)
    page.wait_for_timeout(UNHURRIED)
    page.get_by_role("button", name=_ASK["en"]).last.click()
    expect(page.locator(".summary")).to_contain_text(address)
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    page.get_by_role("button", name=_SEND["en"]).last.dblclick(no_wait_after=True)
    expect(page.get_by_role("heading", level=1)).to_contain_text(_MAIL["en"])
    live.wait_for_mail(address)
    assert len(posts) == 1
    assert len(live.mail(address)) == 1


def test_after_the_limit_a_browser_may_send_by_itself(own_program: Program, open_page: OpenPage) -> None:
    settings = own_program.root / "azukari.toml"
    text = settings.read_text("utf-8").replace("submissions_per_network = 0", "submissions_per_network = 1")
    settings.write_text(text, "utf-8")
    own_program.start()
    plain, scripted = open_page(lang="ja", javascript=False), open_page(lang="ja")
    for page, times in ((plain, 2), (scripted, 2)):
        for _ in range(times):
            page.goto(f"{own_program.url}/ja/forms/magazine")
            page.fill("#f-email", f"{secrets.token_hex(6)}@example.org")
            page.wait_for_timeout(UNHURRIED)
            page.get_by_role("button", name=_ASK["ja"]).last.click()
            if page is scripted:
                expect(page.locator("[name=altcha]")).to_have_value(_SOLVED)
            page.get_by_role("button", name=_SEND["ja"]).last.click()
            page.wait_for_load_state()
    assert "回数が多いため" in plain.content()  # the second one without a proof of work has to wait
    expect(scripted.get_by_role("heading", level=1)).to_contain_text(_MAIL["ja"])
