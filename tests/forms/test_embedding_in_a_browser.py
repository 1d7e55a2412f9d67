"""A form in the page of another site, at another origin, whose Content-Security-Policy is strict: in a real browser."""

import re
import secrets
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect

from azukari.core.policy_versions.current import Current
from azukari.features.theme.embedding import snippets
from tests.browser import UNHURRIED, OpenPage, axe, fits, photograph
from tests.live import Program

pytestmark = pytest.mark.browser

_ASK = {"ja": "内容の確認", "en": "Check your answers"}
_SEND = {"ja": "送信する", "en": "Send"}
_SENT = {"ja": "メールをご覧ください", "en": "check your email"}
_SAVE = {"ja": "保存して、あとで続ける", "en": "Save and continue later"}
_TITLE = {"ja": "会員になりませんか", "en": "Become a member"}
_LOW = re.compile(r"^(\d{3}|1[0-4]\d\d)$")


@dataclass
class Host:
    """A site of the organisation's own: one page, with what was copied from the console."""

    url: str
    body: str = ""
    policy: str = ""


@pytest.fixture(scope="module")
def site(live: Program) -> Iterator[Host]:
    """The organisation's site, at another port of this machine, which the console has named."""
    host = Host("", policy=f"default-src 'self'; frame-src {live.url}; script-src {live.url}")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = self.path == "/"
            self.send_response(200 if known else 204)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", host.policy)
            self.end_headers()
            if known:
                self.wfile.write(host.body.encode())

        def log_message(self, *_words: object) -> None:
            """Nothing is written down."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    host.url = f"http://localhost:{server.server_port}"
    live.python(
        "from azukari.core.appearance.hosts import allow\n"
        "from azukari.policy.terms import Actor, ActorKind\n"
        f"allow({host.url!r}, actor=Actor(ActorKind.SYSTEM, 'operator'), now=timezone.now())"
    )
    yield host
    server.shutdown()


def _page_with(snippet: str, lang: str) -> str:
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{_TITLE[lang]}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="/mark"></head>'
        f"<body><main><h1>{_TITLE[lang]}</h1>{snippet}<p>{_TITLE[lang]}</p></main></body></html>"
    )


def _height(page: Page) -> int:
    return int(page.locator("iframe").get_attribute("height") or "0")


def _fill_in(frame: FrameLocator, address: str) -> None:
    frame.locator("#f-member_class").check()
    frame.locator("#f-name").fill("髙﨑 花")
    frame.locator("#f-email").fill(address)
    frame.locator("#f-postcode").fill("100-0001")
    frame.locator("#f-address").fill("東京都千代田区千代田1-1")


@pytest.mark.parametrize(
    ("lang", "script", "width"), [("ja", True, 1280), ("en", True, 320), ("ja", False, 320), ("en", False, 1280)]
)
def test_the_whole_way_within_the_frame(
    live: Program, site: Host, charter: Current, open_page: OpenPage, lang: str, script: bool, width: int
) -> None:
    copied = snippets(charter.policy.forms["membership"], lang, live.url)
    site.body = _page_with(copied.growing if script else copied.frame, lang)
    page = open_page(lang=lang, javascript=script, width=width)
    page.goto(site.url)
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("heading", level=1)).to_be_visible()
    if script:  # as high as the form: nothing scrolls inside
        expect(page.locator("iframe")).not_to_have_attribute("height", "1600")
        page.evaluate("window.postMessage({azukari: 'size', height: 200}, '*')")  # not from us, so nothing happens
        assert page.frames[1].evaluate("document.documentElement.scrollHeight - window.innerHeight") <= 1
        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
        photograph(page, f"embedded-form-{lang}")
        assert _height(page) > 1000

    frame.get_by_role("button", name=_ASK[lang]).last.click()  # nothing filled in
    expect(frame.locator("#errors")).to_be_visible()
    if script:
        expect(frame.locator("#errors")).to_be_focused()
        expect(frame.locator("#errors")).to_be_in_viewport()
    address = f"{secrets.token_hex(6)}@example.org"
    _fill_in(frame, address)
    page.wait_for_timeout(UNHURRIED)
    frame.get_by_role("button", name=_ASK[lang]).last.click()
    expect(frame.locator(".summary")).to_contain_text(address)
    frame.get_by_role("button", name=_SEND[lang]).last.click()
    expect(frame.get_by_role("heading", level=1)).to_contain_text(_SENT[lang])
    if script:
        expect(page.locator("iframe")).to_have_attribute("height", _LOW)
    assert page.url == f"{site.url}/"
    live.wait_for_mail(address)
    assert page.context.storage_state() == {"cookies": [], "origins": []}


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_framed_page_by_itself(live: Program, open_page: OpenPage, lang: str) -> None:
    page = open_page(lang=lang, width=320)
    page.goto(f"{live.url}/{lang}/embed/membership")
    fits(page)
    axe(page)


def test_saved_within_the_frame(live: Program, site: Host, charter: Current, open_page: OpenPage) -> None:
    site.body = _page_with(snippets(charter.policy.forms["magazine"], "en", live.url).growing, "en")
    page = open_page(lang="en")
    page.goto(site.url)
    frame = page.frame_locator("iframe")
    frame.locator("#f-email").fill("someone@example.org")
    frame.get_by_role("button", name=_SAVE["en"]).click()
    expect(frame.locator("#link")).to_have_value(re.compile(rf"^{re.escape(live.url)}/en/saved/"))
    link = frame.locator("#link").input_value()
    frame.get_by_role("link", name="Continue the form").click()
    expect(frame.locator("#f-email")).to_have_value("someone@example.org")
    page.goto(link)  # the link itself opens a page of its own
    expect(page.locator("#f-email")).to_have_value("someone@example.org")


def test_a_site_that_is_not_named_gets_nothing(live: Program, site: Host, charter: Current, chromium: Browser) -> None:
    site.body = _page_with(snippets(charter.policy.forms["magazine"], "en", live.url).growing, "en")
    context = chromium.new_context()
    page = context.new_page()
    with page.expect_event("console", lambda message: "frame-ancestors" in message.text):
        page.goto(site.url.replace("localhost", "127.0.0.1"))  # another name is another origin
    assert page.frames[1].url != f"{live.url}/en/embed/magazine"
    context.close()
