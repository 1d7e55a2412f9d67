"""The magazine from end to end in a browser, over a mail server: subscribed, confirmed, written, tried, sent, left
(P08).
"""

import re
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from django.conf import settings as django_settings
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from azukari.core.mail.queue import send_due as send_letters
from azukari.features.magazine.life import SECOND_THOUGHTS
from azukari.features.magazine.sending import send_due
from tests.browser import UNHURRIED, OpenPage, carry_session, looked_at
from tests.console import desks
from tests.mailings.issue import named, send_all
from tests.mailings.sink import Sink

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TRICKY = "①㈱﨑髙😀〜"
_LINK = re.compile(r"https?://[^\s<>\"]+")
_SAVED = {"ja": "保存しました", "en": "Saved."}
_LEFT = {"ja": "配信を停止しました", "en": "You are unsubscribed"}
_UNCHANGED = {"ja": "何も変わっていません", "en": "Nothing was changed"}
_PASSED_ON = {"ja": "これまでどおりお届けします", "en": "you will still get"}
_SUBJECT = {"ja": f"川だより {TRICKY}", "en": f"River news {TRICKY}"}
_BODY = {
    "ja": f"## 水質\n\n{{{{ name }}}}様\n\n{TRICKY} [結果](https://river.example/kekka)",
    "en": f"## Water\n\nDear {{{{ name }}}},\n\n{TRICKY} [results](https://river.example/results)",
}


@pytest.fixture
def house(live_server: LiveServer, settings, server: Sink) -> str:
    """Our pages, served where the settings say that they are, and a mail server."""
    settings.AZUKARI = replace(django_settings.AZUKARI, base_url=live_server.url)
    named(server, settings)
    desks.publish()
    return str(live_server.url)


def _mail(server: Sink, address: str, number: int) -> EmailMessage:
    """The mail of that number to an address, once the letters that wait have gone."""
    send_letters(datetime.now(UTC))
    return [one for one in server.read() if one["To"].addresses[0].addr_spec == address][number - 1]


def _text(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    return str(part.get_content()) if part else ""


def _subscribe(page: Page, house: str, server: Sink, lang: str, address: str, name: str) -> None:
    page.goto(f"{house}/{lang}/magazine/")
    looked_at(page, f"magazine-lists-{lang}")
    page.locator(f"a[href$='/{lang}/forms/magazine']").first.click()
    page.fill("#f-email", address)
    page.fill("#f-name", name)
    page.wait_for_timeout(UNHURRIED)
    page.locator("main form button[name=step][value=check]").last.click()
    page.locator("main form button[name=step][value=send]").last.click()
    page.wait_for_url("**/sent")
    page.goto(max(_LINK.findall(_text(_mail(server, address, 1))), key=len))
    page.locator("main form button").click()
    page.wait_for_url("**/receipt/**")


def _shown_at_once(desk: Page, lang: str) -> None:
    """The frames follow what is typed, before anything is kept, and a block is put in by a button. The version in the
    desk's own language is open.
    """
    pages = desk.evaluate("history.length")
    shown = desk.frame_locator(f"details[open][data-lang={lang}] iframe").first.locator("body")
    expect(shown).to_contain_text(TRICKY)
    desk.locator(f"[data-into='f-body_{lang}'] [data-put*=']](https']").click()
    expect(shown.locator("a.button")).to_have_count(1)
    assert shown.locator("a.button").evaluate("link => getComputedStyle(link).display") == "inline-block"
    desk.fill(f"#f-body_{lang}", _BODY[lang])
    expect(shown.locator("a.button")).to_have_count(0)
    night = desk.frame_locator(f"details[data-lang={lang}] iframe[src*=dark]").locator("body")
    assert night.evaluate("body => getComputedStyle(body).backgroundColor") == "rgb(20, 23, 28)", (
        "below a short mail too"
    )
    assert desk.evaluate("history.length") == pages, "the way back leads out of the editor, not through its looks"


def _write_and_send(desk: Page, house: str, lang: str) -> None:
    desk.goto(f"{house}/console/magazine/")
    looked_at(desk, f"magazine-issues-{lang}")
    desk.locator("form[action$='/new/'] button").first.click()
    for code in ("ja", "en"):
        desk.fill(f"#f-subject_{code}", _SUBJECT[code])
        desk.fill(f"#f-body_{code}", _BODY[code])
    _shown_at_once(desk, lang)
    desk.locator("main form button[type=submit]").first.click()
    expect(desk.locator("main [role=status]")).to_contain_text(_SAVED[lang])
    expect(desk.frame_locator("iframe").first.locator("body")).to_contain_text(TRICKY)
    looked_at(desk, f"magazine-editor-{lang}")
    desk.locator("button[name=step][value=done]").click()
    looked_at(desk, f"magazine-issue-{lang}")
    desk.locator("form[action*='/act/sample'] button").click()
    desk.wait_for_url("**done=sampled**")
    desk.locator("form[action*='/act/approve'] button").click()
    desk.locator("form[action*='/act/send'] button").click()
    desk.wait_for_url("**done=going**")
    looked_at(desk, f"magazine-going-{lang}")


@pytest.mark.parametrize(("lang", "width"), [("ja", 320), ("en", 1280)])
def test_from_the_form_to_the_one_click_exit(
    house: str, server: Sink, open_page: OpenPage, lang: str, width: int
) -> None:
    reader, desk = open_page(lang=lang, width=width), open_page(lang=lang, width=width)
    for page in (reader, desk):
        page.set_default_timeout(60_000)
    address, name = f"reader-{lang}@example.org", f"髙﨑{TRICKY[-2:]}"
    _subscribe(reader, house, server, lang, address, name)
    client = desks.browser(desks.staff("magazine"))
    client.post(reverse("console-language"), {"lang": lang, "next": "/console/"})
    carry_session(desk, client, house)
    _write_and_send(desk, house, lang)
    assert len(server.to()) == 2, (
        "the reader's letters, and the sample to the editor; no issue before its minute is over"
    )
    later = datetime.now(UTC) + SECOND_THOUGHTS
    assert send_due(later) == 1
    desk.reload()
    expect(desk.locator("[data-going]")).to_have_count(1)
    looked_at(desk, f"magazine-progress-{lang}")
    send_all(later)
    expect(desk.locator("[data-going]")).to_have_count(0, timeout=30_000)  # by itself: nobody has looked again
    looked_at(desk, f"magazine-gone-{lang}")
    mail = [one for one in server.read() if one["To"].addresses[0].addr_spec == address][-1]
    assert str(mail["Subject"]) == _SUBJECT[lang]
    assert mail["To"].addresses[0].display_name == name
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    part = mail.get_body(("html",))
    html = str(part.get_content()) if part else ""
    assert {TRICKY in _text(mail), TRICKY in html, name in _text(mail), name in html} == {True}
    assert "<img" not in html
    for at in _LINK.findall(_text(mail)):
        if at.startswith(house):
            reader.request.get(at)
            reader.request.head(at)
    leave = str(mail["List-Unsubscribe"]).strip("<>")
    reader.goto(leave)
    looked_at(reader, f"magazine-leave-{lang}")
    reader.locator("button[value=forwarded]").click()
    expect(reader.locator("h1")).to_contain_text(_UNCHANGED[lang])
    looked_at(reader, f"magazine-forwarded-{lang}")
    expect(reader.locator(f"main a[href$='/{lang}/forms/magazine']")).to_have_count(1)
    assert _PASSED_ON[lang] in _text(_mail(server, address, 0))
    reader.goto(next(at for at in _LINK.findall(_text(mail)) if "/wishes/" in at))
    expect(reader.locator("input[name=lang]:checked")).to_have_value(lang)
    reader.locator("input[name=often][value=weekly]").check()
    reader.locator("button[name=step][value=keep]").click()
    expect(reader.locator("input[name=often]:checked")).to_have_value("weekly")
    looked_at(reader, f"magazine-wishes-{lang}")
    reader.goto(f"{house}/{lang}/magazine/magazine/")
    reader.fill("#f-text", "水質" if lang == "ja" else "water")
    reader.locator("search button").click()
    looked_at(reader, f"magazine-archive-{lang}")
    expect(reader.locator("main ol li")).to_have_count(1)
    done = reader.request.post(leave, form={"List-Unsubscribe": "One-Click"}, max_redirects=0)
    assert (done.status, _LEFT[lang] in done.text()) == (200, True)
    assert not reader.context.cookies()
    reader.goto(leave)
    expect(reader.locator("h1")).to_contain_text(_LEFT[lang])
