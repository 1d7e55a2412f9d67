"""Keys along a list: j and k go from row to row, Enter opens, and what is typed into a field is typed."""

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from tests.browser import OpenPage, carry_session
from tests.console import desks

WORK = {"work": "membership:membership", "reason": "answer"}


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_rows_are_walked_by_keys_and_a_record_opens_by_enter(live_server: LiveServer, open_page: OpenPage):
    desks.publish()
    for name in ("Marker Aoba", "Marker Wakaba"):
        desks.register("membership", {"name": name, "email": f"{name[-3:].lower()}@example.org"})
    client = desks.browser(desks.staff("membership"))
    client.post("/console/purpose/", WORK)
    page = open_page(lang="en", width=1280)
    carry_session(page, client, live_server.url)
    page.goto(f"{live_server.url}/console/people/?purpose=membership")
    first, second = (page.locator("table[data-rows] tbody tr").nth(row).locator("th button") for row in range(2))
    page.keyboard.press("j")
    expect(first).to_be_focused()
    page.keyboard.press("j")
    expect(second).to_be_focused()
    page.keyboard.press("j")
    expect(second).to_be_focused()
    page.keyboard.press("k")
    expect(first).to_be_focused()
    page.locator("#head-text").fill("")
    page.locator("#head-text").press("j")
    expect(page.locator("#head-text")).to_have_value("j")
    page.locator("#head-text").fill("")
    page.locator("h1").click()
    page.keyboard.press("j")
    called = first.inner_text()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(called)
