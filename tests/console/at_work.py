"""A member of staff in a real browser: coming in with both factors, and each page looked at."""

import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Page

from tests.browser import axe, fits, photograph
from tests.console import desks


def come_in(page: Page, at: str, email: str) -> None:
    page.goto(f"{at}/console/")
    page.locator("#id_login").fill(email)
    page.locator("#id_password").fill(desks.PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.locator("#id_code").fill(format_hotp_value(hotp_value(desks.SECRET, int(time.time() // 30))))
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(f"{at}/console/")


def looked_at(page: Page, name: str) -> None:
    fits(page)
    axe(page)
    photograph(page, name)
