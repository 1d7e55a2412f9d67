"""The console on a phone: a button opens its menu, with and without JavaScript, and leaves the page to its work; links
that stand side by side have room for a finger.
"""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests import cast
from tests.browser import OpenPage, axe, carry_session, fits
from tests.console import desks


def _come_in(page: Page, duty: str, server: LiveServer, lang: str) -> None:
    desks.publish()
    client = desks.browser(desks.staff(duty), lang)
    client.get("/console/")
    carry_session(page, client, server.url)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("lang", "javascript"), [("ja", True), ("en", False)])
def test_a_button_opens_the_menu(lang: str, javascript: bool, live_server: LiveServer, open_page: OpenPage):
    page = open_page(lang=lang, width=320, javascript=javascript)
    _come_in(page, "membership", live_server, lang)
    page.goto(f"{live_server.url}/console/")
    menu, people = page.locator("nav.rail"), page.locator("nav.rail a[href='/console/people/']")
    expect(menu).to_be_hidden()
    top = page.get_by_role("heading", level=1).bounding_box()
    assert top
    assert top["y"] < 110, "The header takes one line."
    page.get_by_role("button", name="メニュー" if lang == "ja" else "Menu").click()
    expect(people).to_be_visible()
    if javascript:
        axe(page)
    people.click()
    expect(menu).to_be_hidden()
    fits(page)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_links_to_promises_have_room_for_a_finger(lang: str, live_server: LiveServer, open_page: OpenPage):
    page = open_page(lang=lang, width=320, javascript=True)
    _come_in(page, "privacy", live_server, lang)
    page.goto(f"{live_server.url}/console/controls/")
    assert page.locator("td, th").get_by_role("link", name="約束" if lang == "ja" else "Promise").count() > 2
    axe(page)
    fits(page)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("lang", "javascript"), [("en", True), ("ja", False)])
def test_the_header_opens_search_purpose_and_account_by_a_press(
    lang: str, javascript: bool, live_server: LiveServer, open_page: OpenPage
):
    page = open_page(lang=lang, width=320, javascript=javascript)
    _come_in(page, "membership", live_server, lang)
    page.goto(f"{live_server.url}/console/")
    for opens, shows in (("head-search", "#head-text"), ("in-hand", "#in-hand a"), ("own-menu", "#own-menu a")):
        expect(page.locator(shows)).to_be_hidden()
        page.locator(f"button[popovertarget={opens}]").click()
        expect(page.locator(shows).first).to_be_in_viewport(ratio=1)
        if javascript:
            axe(page)
        fits(page)
        page.keyboard.press("Escape")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_whoever_holds_all_duties_sees_twelve_entries_and_the_first_administrator_twenty_controls(
    live_server: LiveServer, open_page: OpenPage
):
    for duties in (("privacy", "operator"), tuple(desks.publish().policy.duties)):
        page = open_page(lang="en", width=1280)
        user = cast.enrolled(
            f"{len(duties)}@staff.example.org", "Office", *duties, actor=desks.OPERATOR, now=desks.moment()
        )
        client = desks.browser(user, "en")
        client.get("/console/")
        carry_session(page, client, live_server.url)
        page.goto(f"{live_server.url}/console/")
        shown = page.locator("a, button, summary, input:not([type=hidden]), select").filter(visible=True).count()
        assert page.locator("nav.rail a").filter(visible=True).count() <= 12
        assert len(duties) > 2 or shown <= 20, shown
