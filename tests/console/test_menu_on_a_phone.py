"""The console's menu on a phone: a button opens it, with and without JavaScript, and leaves the page to its work."""

import pytest
from django.conf import settings
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from tests.browser import OpenPage, axe, fits
from tests.console import desks


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("lang", "javascript"), [("ja", True), ("en", False)])
def test_a_button_opens_the_menu(lang: str, javascript: bool, live_server: LiveServer, open_page: OpenPage):
    desks.publish()
    client = desks.browser(desks.staff("membership"), lang)
    client.get("/console/")
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page = open_page(lang=lang, width=320, javascript=javascript)
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": f"{live_server.url}/console/"}]
    )
    page.goto(f"{live_server.url}/console/")
    menu, people = page.locator("nav.rail"), page.locator("nav.rail a[href='/console/people/']")
    expect(menu).to_be_hidden()
    top = page.get_by_role("heading", level=1).bounding_box()
    assert top
    assert top["y"] < 320, "Half a screen stays for the page."
    page.get_by_role("button", name="メニュー" if lang == "ja" else "Menu").click()
    expect(people).to_be_visible()
    if javascript:
        axe(page)
    people.click()
    expect(menu).to_be_hidden()
    fits(page)
