"""The main job from end to end: somebody registers, the organisation uses the data, the person takes it back.

Register, mail, confirm, receipt; staff look for a purpose, the own page says so; correct, download, erase;
the ledger verifies, nobody finds the person any more. Each in both languages, with JavaScript and without (P14, P40).
"""

import json
import secrets
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, expect

from tests.browser import OpenPage, axe, fits
from tests.journeys import staff
from tests.journeys.applying import Look, confirm, register
from tests.live import Program, link_in

pytestmark = pytest.mark.browser

_DESK = {"ja": "会員担当", "en": "Membership desk"}
_CORRECTED = "0428-77-1234"


@pytest.fixture
def desk(live: Program) -> str:
    """The address with which the membership desk signs in; one a test, since an app's code is good for one sign-in."""
    address = f"desk-{secrets.token_hex(4)}@staff.example.org"
    staff.enrol(live, address)
    return address


def _looker(*, javascript: bool) -> Look:
    def look(page: Page) -> None:
        if javascript:
            axe(page)
            fits(page)

    return look


def _staff_looks(page: Page, program: Program, desk: str, name: str, look: Look) -> None:
    """The newest confirmed member is opened for a purpose; before that, nothing of them is shown."""
    staff.sign_in(page, program, desk)
    look(page)
    page.goto(f"{program.url}/console/forms/membership/")
    look(page)
    assert name not in page.content()
    page.locator("tbody td a").first.click()
    look(page)
    assert name not in page.content()
    page.locator("input[name=purpose][value=membership]").check()
    page.locator("input[name=reason]").first.check()
    page.locator("main form[action$='/open/'] button[type=submit]").click()
    expect(page.locator("main")).to_contain_text(name)
    look(page)


def _enter(page: Page, program: Program, lang: str, address: str, look: Look) -> str:
    page.goto(f"{program.url}/{lang}/me")
    look(page)
    page.fill("#f-email", address)
    page.locator("main form button").click()
    page.goto(link_in(program.wait_for_mail(address, count=3)))
    look(page)
    page.locator("main form button").click()
    page.wait_for_url(f"**/{lang}/me")
    look(page)
    return page.inner_text("main")


def _correct(page: Page, look: Look) -> None:
    me = page.url
    links = page.locator("a[href*='/me/value/']")
    for link in [link.get_attribute("href") for link in links.all()]:
        page.goto(urljoin(me, link))
        if page.locator("#f-phone").count():
            break
    look(page)
    page.fill("#f-phone", _CORRECTED)
    page.locator("main form .buttons button").click()
    expect(page.locator("main")).to_contain_text(_CORRECTED)
    look(page)


def _download(page: Page, program: Program, lang: str, look: Look) -> set[str]:
    page.goto(f"{program.url}/{lang}/me/archive")
    look(page)
    with page.expect_download() as download:
        page.locator("form[action$='archive.json'] button").click()
    return {value["value"] for value in json.loads(download.value.path().read_text("utf-8"))["values"]}


def _erase(page: Page, program: Program, lang: str, look: Look) -> None:
    page.goto(f"{program.url}/{lang}/me/erase")
    look(page)
    page.locator("main form .buttons button").click()
    page.wait_for_url("**/me/certificate/**")
    look(page)
    assert not page.context.cookies()


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_person_comes_is_served_and_goes(
    live: Program, desk: str, open_page: OpenPage, lang: str, javascript: bool
) -> None:
    look = _looker(javascript=javascript)
    address, name = f"journey-{secrets.token_hex(4)}@example.org", f"Tabiji {secrets.token_hex(3)}"
    page = open_page(lang=lang, javascript=javascript, width=320 if lang == "ja" else 1280)
    register(page, live, lang, address, name, look)
    assert name not in confirm(page, live, address, look)
    office = open_page(lang=lang, javascript=javascript)
    _staff_looks(office, live, desk, name, look)
    shown = _enter(page, live, lang, address, look)
    assert name in shown
    assert _DESK[lang] in shown
    _correct(page, look)
    values = _download(page, live, lang, look)
    assert {name, address, _CORRECTED} <= values
    assert "0428-78-0000" not in values
    _erase(page, live, lang, look)
    assert name not in page.content()
    office.reload()
    assert name not in office.content()
    live.azukari("ledger", "verify")
    found = f'from azukari.core.vault.find import confirmed_person\nprint(confirmed_person("{address}"))'
    assert live.python(found).strip() == "None"
