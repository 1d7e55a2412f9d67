"""Somebody fills in the membership form in a browser, and confirms by the mailed button."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser import UNHURRIED
from tests.live import Program, link_in

type Look = Callable[[Page], None]


def register(page: Page, program: Program, lang: str, address: str, name: str, look: Look) -> None:
    """From the first page to the sentence that an email was sent."""
    page.goto(f"{program.url}/{lang}/")
    look(page)
    page.locator(f"a[href$='/{lang}/forms/membership']").first.click()
    look(page)
    page.locator("#f-member_class").check()
    page.fill("#f-name", name)
    page.fill("#f-email", address)
    page.fill("#f-postcode", "198-0172")
    page.fill("#f-address", "東京都青梅市沢井2丁目34-5")
    page.fill("#f-phone", "0428-78-0000")
    page.fill("#f-occupation", "Teacher")
    page.wait_for_timeout(UNHURRIED)
    page.locator("main form button[name=step][value=check]").last.click()
    expect(page.locator(".summary")).to_contain_text(name)
    look(page)
    page.locator("main form button[name=step][value=send]").last.click()
    page.wait_for_url("**/sent")
    look(page)


def confirm(page: Page, program: Program, address: str, look: Look) -> str:
    """Press the mailed button; returns the text of the receipt."""
    page.goto(link_in(program.wait_for_mail(address)))
    look(page)
    page.locator("main form button").click()
    page.wait_for_url("**/receipt/**")
    look(page)
    program.wait_for_mail(address, count=2)
    assert not page.context.cookies()
    return page.inner_text("main")
