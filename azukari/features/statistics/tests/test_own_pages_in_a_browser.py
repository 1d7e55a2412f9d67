"""Our own pages tell, when they are left, how far and how long they were read: once, to us alone, and not of whoever
objects (P17, P18).
"""

import time
from dataclasses import replace

import pytest
from playwright.sync_api import Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from azukari.features.statistics import receive
from azukari.features.statistics.agent import agent_of
from azukari.features.statistics.tests.told import BROWSER, counted, nothing_waits
from tests.browser import UNHURRIED, OpenPage
from tests.console import desks

__all__ = ["nothing_waits"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OBJECTS = {
    "DNT": "Object.defineProperty(Navigator.prototype, 'doNotTrack', {get: () => '1'})",
    "Sec-GPC": "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', {get: () => true})",
}
HIDE = """
Object.defineProperty(document, 'visibilityState', {get: () => 'hidden', configurable: true});
document.dispatchEvent(new Event('visibilitychange'))
"""
KEPT = "async () => [document.cookie, localStorage.length, sessionStorage.length, (await indexedDB.databases()).length]"


@pytest.fixture
def house(live_server: LiveServer, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> str:
    """Our pages, served where the settings say that they are, to a browser that passes for one with a window: what
    Chromium sends after a page is gone has its own name, whatever name the page was opened under.
    """
    monkeypatch.setattr(receive, "agent_of", lambda words: agent_of(words.replace("Headless", "")))
    settings.AZUKARI = replace(settings.AZUKARI, base_url=live_server.url)
    desks.publish()
    return str(live_server.url)


def _read(page: Page, house: str) -> list[str]:
    """Read the first page to its end, go on to the policy by a link, and hide that; the messages that were seen."""
    told: list[str] = []
    page.on("request", lambda request: told.append(request.url) if request.url == f"{house}/s" else None)
    page.goto(f"{house}/ja/")
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    page.wait_for_timeout(UNHURRIED)
    page.locator("a[href='/ja/privacy']").first.click()
    page.wait_for_url("**/ja/privacy")
    assert page.evaluate(KEPT) == ["", 0, 0, 0]
    page.evaluate(HIDE)
    page.evaluate(HIDE)  # who comes back and leaves again is no second reader
    page.wait_for_timeout(300)
    assert page.context.cookies() == []
    return told


def test_a_page_tells_its_end_once_and_its_view_is_counted_once(house: str, open_page: OpenPage) -> None:
    assert _read(open_page(user_agent=BROWSER), house)
    end = time.monotonic() + 30
    while len(counted("told")) < 2 and time.monotonic() < end:
        time.sleep(0.1)
    assert counted("told") == counted("page") == {"/ja/": 1, "/ja/privacy": 1}
    assert counted("next", page="/ja/") == {"/ja/privacy": 1}
    assert counted("seconds")["/ja/"] >= 1
    assert {"75", "100"} & counted("depth").keys()  # a fraction of a pixel may be missing


@pytest.mark.parametrize("header", OBJECTS)
def test_a_page_tells_nothing_of_whoever_objects(house: str, open_page: OpenPage, header: str) -> None:
    page = open_page(user_agent=BROWSER, extra_http_headers={header: "1"})
    page.add_init_script(OBJECTS[header])
    assert _read(page, house) == []
    assert counted() == {}
