"""Somebody calls: from the first page of the console to their open record in two actions, counted by a browser."""

import pytest
from playwright.sync_api import Request, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser import OpenPage, axe, carry_session, fits
from tests.console import desks
from tests.console.tasks import MOST

WORK = {"work": "membership:membership", "reason": "answer"}


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_callers_record_opens_in_two_actions(live_server: LiveServer, open_page: OpenPage):
    desks.publish()
    desks.register("membership")
    client = desks.browser(desks.staff("membership"))
    client.post("/console/purpose/", WORK)
    page, asked = open_page(lang="en", javascript=False, width=320), list[Request]()
    carry_session(page, client, live_server.url)
    page.goto(f"{live_server.url}/console/")
    page.on("request", lambda request: asked.append(request) if request.is_navigation_request() else None)
    page.locator("button[popovertarget=head-search]").click()  # on a phone; on a wide page the field is there
    page.locator("#head-text").fill("5678")
    page.locator("#head-text").press("Enter")  # the first action
    found = page.get_by_role("button", name="Marker Aoba")
    expect(found).to_have_count(1)
    fits(page)
    found.click()  # the second
    expect(page.get_by_text("03-1234-5678")).to_be_visible()
    assert [request.method for request in asked].count("POST") <= MOST["A caller's record opened"]
    assert [request.method for request in asked] == ["POST", "POST", "GET"], "Two loads, one after a redirection."
    assert all("5678" not in request.url for request in asked)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("lang", "width"), [("ja", 1280), ("en", 320)])
def test_a_slash_leads_to_the_box_and_hits_come_while_one_types(
    lang: str, width: int, live_server: LiveServer, open_page: OpenPage
):
    desks.publish()
    desks.register("membership")
    client = desks.browser(desks.staff("membership"), lang)
    client.post("/console/purpose/", WORK)
    page = open_page(lang=lang, width=width)
    carry_session(page, client, live_server.url)
    page.goto(f"{live_server.url}/console/")
    page.keyboard.press("/")
    expect(page.locator("#head-text")).to_be_focused()
    expect(page.locator("#head-text")).to_have_value("")
    page.keyboard.type("5678")
    found = page.locator(".hits-now").get_by_role("button", name="Marker Aoba")
    expect(found).to_have_count(1)
    fits(page)
    axe(page)
    page.keyboard.press("Escape")
    expect(found).to_have_count(0)
    page.locator("#head-text").fill("5678")
    expect(found).to_have_count(1)
    found.click()
    expect(page.get_by_text("03-1234-5678")).to_be_visible()
