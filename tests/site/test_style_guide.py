"""Every partial in every state: no barrier that axe finds, nothing wider than the window, every target large enough."""

import pytest
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from azukari.core.policy_versions.current import Current
from tests.browser import OpenPage, axe, fits

_SMALL = """() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
  .filter(e => !e.closest('p, dd p, li > p, td, th') && !e.closest('.errors, .callout, .skip') && e.offsetParent)
  .map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
  .filter(([, box]) => box.height < 23.5).map(([html]) => html)"""

pytestmark = [pytest.mark.browser, pytest.mark.looks, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def address(live_server: LiveServer, charter: Current, settings: Settings) -> str:
    settings.ROOT_URLCONF = "tests.site.style_urls"
    return str(live_server.url)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_guide_has_no_barriers(address: str, open_page: OpenPage, width: int, scheme: str) -> None:
    for lang in ("ja", "en"):
        page = open_page(lang=lang, width=width, color_scheme=scheme)
        for path in ("style", "style/console"):
            page.goto(f"{address}/{lang}/{path}")
            axe(page, always_contrast=True)
            fits(page)
            assert page.evaluate(_SMALL) == []


def test_on_paper_only_the_content_remains(address: str, open_page: OpenPage) -> None:
    page = open_page()
    page.goto(f"{address}/ja/style")
    page.emulate_media(media="print")
    for hidden in (".menu", ".language", ".foot", ".buttons", ".change"):
        assert not page.locator(hidden).first.is_visible(), hidden
    assert page.locator(".notice").is_visible()


def test_the_keyboard_reaches_the_content_first_and_sees_where_it_is(address: str, open_page: OpenPage) -> None:
    page = open_page()
    page.goto(f"{address}/ja/contact")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").is_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
