"""The magazine from end to end in a browser, over a real mail server: subscribed, confirmed, written, sent, read, left;
in both languages (P08).
"""

import re
import secrets
import time
import urllib.request
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser import OpenPage, axe, fits
from tests.journeys import staff
from tests.live import Program
from tests.mailbox import Mailbox

pytestmark = pytest.mark.browser

TRICKY = "①㈱﨑髙😀〜"
_LINK = re.compile(r"https?://[^\s<>\"]+")
_SAVED = {"ja": "保存しました", "en": "Saved."}
_LEFT = {"ja": "配信を停止しました", "en": "You are unsubscribed"}
_SUBJECT = {"ja": f"川だより {TRICKY}", "en": f"River news {TRICKY}"}
_BODY = {
    "ja": f"## 水質\n\n{{{{ name }}}}様\n\n{TRICKY} [結果](https://river.example/kekka)",
    "en": f"## Water\n\nDear {{{{ name }}}},\n\n{TRICKY} [results](https://river.example/results)",
}


@pytest.fixture
def program(own_program: Program, mailbox: Mailbox) -> Iterator[Program]:
    """An instance that sends by SMTP with STARTTLS."""
    own_program.set("base_url = ", f'smtp = "{mailbox.url}"\nbase_url = ')
    own_program.environment = {**own_program.environment, "SSL_CERT_FILE": str(mailbox.certificate)}
    own_program.start()
    urllib.request.urlopen(f"{own_program.url}/ja/magazine/", timeout=120).close()  # a fresh server reads its program
    yield own_program
    own_program.stop()


def _wait(mailbox: Mailbox, address: str, count: int):
    end = time.monotonic() + 90
    while len(mailbox.to(address)) < count:
        assert time.monotonic() < end, f"{len(mailbox.to(address))} of {count} messages arrived."
        time.sleep(0.2)
    return mailbox.to(address)[count - 1]


def _text(mail) -> str:
    return str(mail.get_body(("plain",)).get_content())


def _look(page: Page) -> None:
    axe(page)
    fits(page)


def _subscribe(page: Page, program: Program, mailbox: Mailbox, lang: str, address: str, name: str) -> None:
    page.goto(f"{program.url}/{lang}/magazine/")
    _look(page)
    page.locator(f"a[href$='/{lang}/forms/magazine']").first.click()
    page.fill("#f-email", address)
    page.fill("#f-name", name)
    page.wait_for_timeout(1100)  # who is faster is a program
    page.locator("main form button[name=step][value=check]").last.click()
    page.locator("main form button[name=step][value=send]").last.click()
    page.wait_for_url("**/sent")
    page.goto(max(_LINK.findall(_text(_wait(mailbox, address, 1))), key=len))
    page.locator("main form button").click()
    page.wait_for_url("**/receipt/**")
    _wait(mailbox, address, 2)


def _write_and_send(desk: Page, program: Program, lang: str) -> None:
    desk.goto(f"{program.url}/console/magazine/")
    _look(desk)
    desk.locator("form[action$='/new/'] button").first.click()
    for code in ("ja", "en"):
        desk.fill(f"#f-subject_{code}", _SUBJECT[code])
        desk.fill(f"#f-body_{code}", _BODY[code])
    desk.locator("main form button[type=submit]").first.click()
    expect(desk.locator("main [role=status]")).to_contain_text(_SAVED[lang])
    frame = desk.frame_locator("iframe").first
    expect(frame.locator("body")).to_contain_text(TRICKY)
    _look(desk)
    desk.locator("button[name=step][value=done]").click()
    _look(desk)
    desk.locator("form[action*='/act/approve'] button").click()
    desk.locator("form[action*='/act/send'] button").click()
    desk.wait_for_url("**done=going**")
    _look(desk)


def test_from_the_form_to_the_one_click_exit(program: Program, mailbox: Mailbox, open_page: OpenPage) -> None:
    for lang in ("ja", "en"):
        _journey(program, mailbox, open_page, lang)


def _journey(program: Program, mailbox: Mailbox, open_page: OpenPage, lang: str) -> None:
    editor, address = f"editor-{secrets.token_hex(4)}@staff.example.org", f"reader-{secrets.token_hex(4)}@example.org"
    name = f"髙﨑{TRICKY[-2:]}"
    staff.enrol(program, editor, duty="magazine")
    reader, desk = open_page(lang=lang, width=320), open_page(lang=lang)
    _subscribe(reader, program, mailbox, lang, address, name)
    assert not reader.context.cookies()
    staff.sign_in(desk, program, editor)
    _write_and_send(desk, program, lang)
    mail = _wait(mailbox, address, 3)
    assert str(mail["Subject"]) == _SUBJECT[lang]
    assert mail["To"].addresses[0].display_name == name
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    html = str(mail.get_body(("html",)).get_content())
    assert {TRICKY in _text(mail), TRICKY in html, name in _text(mail), name in html} == {True}
    assert "<img" not in html
    for at in _LINK.findall(_text(mail)):
        if at.startswith(program.url):
            reader.request.get(at)
            reader.request.head(at)
    leave = str(mail["List-Unsubscribe"]).strip("<>")
    reader.goto(leave)
    _look(reader)
    wishes = next(at for at in _LINK.findall(_text(mail)) if "/wishes/" in at)
    reader.goto(wishes)
    _look(reader)
    expect(reader.locator("input[name=lang]:checked")).to_have_value(lang)
    reader.goto(f"{program.url}/{lang}/magazine/magazine/")
    reader.fill("#f-text", "水質" if lang == "ja" else "water")
    reader.locator("search button").click()
    _look(reader)
    expect(reader.locator("main ol li")).to_have_count(1)
    done = reader.request.post(leave, form={"List-Unsubscribe": "One-Click"}, max_redirects=0)
    assert (done.status, _LEFT[lang] in done.text()) == (200, True)
    assert not reader.context.cookies()
    reader.goto(leave)
    expect(reader.locator("h1")).to_contain_text(_LEFT[lang])
    desk.goto(f"{program.url}/console/magazine/magazine/growth/")
    _look(desk)
