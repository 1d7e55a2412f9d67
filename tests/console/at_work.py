"""A member of staff in a real browser: coming in with both factors, and each page looked at."""

from playwright.sync_api import Page

from tests.cast import one_time_code
from tests.console import desks


def come_in(page: Page, at: str, email: str) -> None:
    page.goto(f"{at}/console/")
    page.locator("#id_login").fill(email)
    page.locator("#id_password").fill(desks.PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.locator("#id_code").fill(one_time_code())
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(f"{at}/console/")


def give_authenticator(page: Page) -> None:
    """A security key that asks nobody, as part of the browser."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def give_password(page: Page, at: str, email: str, lang: str) -> None:
    """The first of the two steps, by the words on the page."""
    page.goto(f"{at}/console/")
    page.get_by_label("メールアドレス" if lang == "ja" else "Email address").fill(email)
    page.get_by_label("パスワード" if lang == "ja" else "Password").fill(desks.PASSWORD)
    page.get_by_role("button", name="ログイン" if lang == "ja" else "Sign in", exact=True).click()
