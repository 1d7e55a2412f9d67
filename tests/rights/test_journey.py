"""The whole way through one's own page, in a real browser: link, mail, button, see, correct, withdraw, take, erase."""

import json
import re
import secrets

import pytest
from playwright.sync_api import Page

from tests.browser import axe, fits
from tests.live import link_in
from tests.rights.registered import WORDS, register

pytestmark = pytest.mark.browser


def pay(program, address):
    """The fee is paid, so that a law keeps something."""
    code = (
        "from azukari.demo.people import pay\n"
        "from azukari.core.forms.models import Submission\n"
        "from azukari.core.vault.find import confirmed_person\n"
        f"person = confirmed_person({address!r})\n"
        "pay(Submission.objects.get(person_id=person), now=timezone.now())\n"
    )
    program.python(code)


def look(page: Page, *, javascript: bool) -> None:
    """Every page fits a telephone, and has no barrier that axe knows."""
    if javascript:
        axe(page)
        fits(page)


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_whole_way(live, open_page, lang, javascript):
    words = WORDS[lang]
    address = f"way-{secrets.token_hex(4)}@example.org"
    register(live, lang, address)
    pay(live, address)
    page: Page = open_page(lang=lang, javascript=javascript, width=320 if javascript else 1280)
    me = f"{live.url}/{lang}/me"

    page.goto(me)
    look(page, javascript=javascript)
    page.fill("#f-email", address)
    page.click("main button")
    look(page, javascript=javascript)
    link = link_in(live.wait_for_mail(address, count=3))  # after the confirmation and the receipt
    assert "/me/enter/" in link
    assert not page.context.cookies()
    page.goto(link)
    look(page, javascript=javascript)
    page.click("main button")
    assert page.url == me
    assert words["name"] in page.inner_text("main")
    assert {cookie["path"] for cookie in page.context.cookies()} == {"/ja/me", "/en/me"}
    look(page, javascript=javascript)

    page.locator("a[href*='/me/value/']").nth(0).click()
    look(page, javascript=javascript)
    page.fill("#f-name", words["name"] + " II")
    page.click("main form .buttons button")
    assert words["corrected"] in page.inner_text("main")
    assert words["name"] + " II" in page.inner_text("main")

    page.click("a[href*='/me/withdraw/magazine']")
    look(page, javascript=javascript)
    page.click("main form .buttons button")
    assert words["taken_back"] in page.inner_text("main")
    look(page, javascript=javascript)

    page.goto(f"{me}/archive")
    look(page, javascript=javascript)
    with page.expect_download() as download:
        page.click("form[action$='archive.json'] button")
    archive = json.loads(download.value.path().read_text("utf-8"))
    assert words["name"] + " II" in {value["value"] for value in archive["values"]}

    page.goto(f"{me}/erase")
    look(page, javascript=javascript)
    assert words["law"] in page.inner_text("main")
    page.click("main form .buttons button")
    assert "/me/certificate/" in page.url
    assert words["certificate"] in page.inner_text("main")
    assert words["law"] in page.inner_text("main")
    assert address not in page.content()
    look(page, javascript=javascript)
    assert not page.context.cookies()

    certificate = page.url
    page.goto(me)
    assert page.locator("#f-email").count() == 1
    page.goto(link)
    assert words["unusable"] in page.inner_text("main")
    other: Page = open_page(lang=lang, javascript=javascript)
    other.goto(certificate)
    assert words["certificate"] in other.inner_text("main")


def test_a_forged_form_on_another_page_changes_nothing(live, open_page):
    """A page of another origin posts to the own page with the person's cookie in the browser: refused."""
    address = f"forged-{secrets.token_hex(4)}@example.org"
    register(live, "en", address)
    page: Page = open_page(lang="en")
    page.goto(f"{live.url}/en/me")
    page.fill("#f-email", address)
    page.click("main button")
    page.goto(link_in(live.wait_for_mail(address, count=3)))
    page.click("main button")
    elsewhere = live.url.replace("127.0.0.1", "localhost")
    page.route(
        f"{elsewhere}/trap",
        lambda route: route.fulfill(
            content_type="text/html",
            body=f'<form method="post" action="{live.url}/en/me/erase"><button>win</button></form>',
        ),
    )
    page.goto(f"{elsewhere}/trap")
    with page.expect_navigation() as navigation:
        page.click("button")
    assert navigation.value.status in (303, 403, 200)
    page.goto(f"{live.url}/en/me")
    assert re.search("Amelia Journey", page.inner_text("main"))
