"""The dashboard in a browser: in both languages, narrow and wide, light and dark, by keyboard, with axe."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from azukari.core.policy_versions.current import current
from azukari.demo.statistics import add_statistics
from tests.browser import OpenPage, carry_session, looked_at
from tests.console import desks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = {
    "en": {"improve": "Improve", "table": "The same as a table", "works": "Does this page work?"},
    "ja": {"improve": "改善", "table": "表で見る", "works": "このページは役に立っているか"},
}


@pytest.mark.parametrize(("lang", "width", "scheme"), [("ja", 320, "light"), ("en", 1280, "dark")])
def test_the_numbers_are_read_by_keyboard(
    live_server: LiveServer, open_page: OpenPage, lang: str, width: int, scheme: str
):
    desks.publish()
    add_statistics(current(), now=timezone.now())
    page, words = open_page(lang=lang, width=width, color_scheme=scheme), WORDS[lang]
    carry_session(page, desks.browser(desks.staff("campaigns")), live_server.url)
    page.goto(f"{live_server.url}/console/statistics/?days=90")
    looked_at(page, f"statistics-{lang}")
    page.get_by_text(words["table"]).focus()
    page.keyboard.press("Enter")
    expect(page.locator("details[open] tbody tr").first).to_be_visible()
    page.locator("main .places").get_by_role("link", name=words["improve"]).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/improve/**")
    looked_at(page, f"statistics-improve-{lang}")
    page.locator(".improve a").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=words["works"])).to_be_visible()
    looked_at(page, f"statistics-page-{lang}")
    for place in ("changes", "goals"):
        page.goto(f"{live_server.url}/console/statistics/{place}/")
        looked_at(page, f"statistics-{place}-{lang}")
