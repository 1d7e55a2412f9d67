"""A real Chromium, with and without JavaScript; a page that talks to a stranger, or breaks its own rules, fails."""

import io
import os
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from PIL import Image
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request, expect, sync_playwright

from tests.once import is_second
from tests.turns import has_its_turn

CHROMIUM = "/usr/bin/chromium-headless-shell"
"""The same engine without the windows around it, which nobody sees here and which a third of its time went into."""
_WITHOUT = [
    "SpareRendererForSitePerProcess",  # a process for the next page, made ahead, which most tests never ask for
    # Playwright's own list, which this one replaces, as far as it can be seen in these pages.
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "OptimizationHints",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
]
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-features=" + ",".join(_WITHOUT),
    "--js-flags=--no-opt --no-maglev",  # no page lives long enough to win back what optimising its scripts takes
]
_ROOT = Path(__file__).resolve().parent.parent
UNHURRIED = 1100
"""Milliseconds: nobody fills in a form within a second, and who does is asked to look again."""

_PATIENCE = 15_000
"""Milliseconds that a page may take for what a test does or expects, on a machine that does other things as well."""

_COLOURS = 128  # a page has few; so a picture stays far below 150 KB
LOCALES = {"ja": "ja-JP", "en": "en-GB"}
_BARRIERS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],  # what is in order need not be told node by node
}
_WITHOUT_CONTRAST = {"rules": {"color-contrast": {"enabled": False}}}
_LOOKS_AT_CONTRAST = 3
"""One look of so many with each commit. Measuring every word on its ground is half of what axe does."""
_looks = Counter[str]()  # by test
_SETTLED = ("Failed to load resource",)  # an error page was asked for; its status is for the test to judge

type OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for the whole run."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps a loop in this thread; no view runs in it
    expect.set_options(timeout=_PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[OpenPage]:
    """Opens a fresh private page: ``open_page(lang="ja", javascript=False, width=320)``.

    Afterwards the test fails if any page loaded something from another host, or wrote an error to the console (a breach
    of the Content-Security-Policy does).
    """
    contexts: list[Any] = []
    strangers: list[str] = []
    errors: list[str] = []

    def watch(request: Request) -> None:
        host = urlsplit(request.url).hostname
        if host not in ("127.0.0.1", "localhost", None):
            strangers.append(request.url)

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(_SETTLED):
            errors.append(message.text)

    def new(*, lang: str = "ja", javascript: bool = True, width: int = 1280, **more: Any) -> Page:
        context = chromium.new_context(
            locale=LOCALES[lang],
            java_script_enabled=javascript,
            viewport={"width": width, "height": 900},
            ignore_https_errors=True,
            **more,
        )
        context.set_default_timeout(_PATIENCE)
        context.on("request", watch)
        context.on("console", listen)
        contexts.append(context)
        return context.new_page()

    yield new
    for context in contexts:
        context.close()
    assert not strangers, f"A page asked another host: {strangers}"
    assert not errors, f"The console has errors: {errors}"


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A page with JavaScript, in Japanese, 1280 px wide."""
    return open_page()


def axe(page: Page, *, always_contrast: bool = False) -> None:
    """Fail if axe finds a barrier on the page as it stands. Needs a page with JavaScript.

    A barrier does not depend on the database, so the second engine's run does not look again. Contrast has its turn,
    look by look; the guide of all parts in all states shows it with each commit.

    Args:
        always_contrast: whether this look measures contrast with each commit.
    """
    if is_second():
        return
    test = os.environ["PYTEST_CURRENT_TEST"].partition(" ")[0]
    _looks[test] += 1
    contrast = always_contrast or has_its_turn(f"{test} {_looks[test]}", _LOOKS_AT_CONTRAST)
    results = Axe().run(page, options=_BARRIERS if contrast else _BARRIERS | _WITHOUT_CONTRAST)
    assert results.violations_count == 0, results.generate_report()


def fits(page: Page) -> None:
    """Fail if the page is wider than its window. Waits until a page that is on its way has come."""
    page.wait_for_load_state()
    page.wait_for_function("document.documentElement !== null")
    excess = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert excess <= 0, f"The page is {excess} px too wide."


def photograph(page: Page, name: str) -> Path | None:
    """Take a picture when the variable AZUKARI_PICTURES is set: small enough for the guides, if a document names it.

    Every other picture goes to `.cache/pictures`, for whoever wants to look at all pages at once.
    """
    if not os.environ.get("AZUKARI_PICTURES"):
        return None
    documents = [_ROOT / "README.md", *(_ROOT / "docs").rglob("*.md")]
    named = any(f"pictures/{name}.png" in document.read_text("utf-8") for document in documents)
    path = _ROOT / ("docs" if named else ".cache") / "pictures" / f"{name}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    picture.quantize(colors=_COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    return path


def looked_at(page: Page, name: str) -> None:
    """Nothing is wrong with how a page looks, as far as programs can tell; a picture for whoever looks themselves."""
    fits(page)
    axe(page)
    photograph(page, name)


def carry_session(page: Page, client: Client, at: str) -> None:
    """Put the session of a member of staff who signed in by Django's client into a browser, as the program set it.

    Args:
        at: scheme, name and port of the server.
    """
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    domain, path = urlsplit(at).hostname, settings.SESSION_COOKIE_PATH
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "domain": domain, "path": path}])


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys through a browser come last: Playwright keeps a loop in this thread, beside which no other can run.

    A browser that stumbles gets a second try, which `tests/second_try.py` counts. What it shows gets none.
    """
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1, only_rerun=[Error]))
