"""Staff at the recipients' pages in a browser."""

from playwright.sync_api import Page

from azukari.core.accounts.models import User
from tests.browser import carry_session
from tests.console import desks


def signed_in(page: Page, at: str, user: User, lang: str) -> Page:
    """A browser in which ``user`` has said a moment ago who they are."""
    carry_session(page, desks.fresh(user, lang), at)
    page.goto(f"{at}/console/recipients/")
    return page


def press(page: Page) -> None:
    """The one button of a step."""
    page.locator("main form button[type=submit]").first.click()
