"""A member of staff of a served instance: enrolled by hand, signing in by password and app."""

import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Page

from tests.live import Program

_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
_PASSWORD = "paper indigo ink"

_ENROL = """
from azukari.accounts.staff import enrol
from azukari.charter.current import current
from azukari.policy.terms import Actor, ActorKind
enrol("{email}", "Kakari Aida", duties=["membership"], known=frozenset(current().policy.duties), password="{password}",
      totp_secret="{secret}", actor=Actor(ActorKind.SYSTEM, "operator"), now=timezone.now())
"""


def enrol(program: Program, email: str) -> None:
    """Somebody at the membership desk."""
    program.python(_ENROL.format(email=email, password=_PASSWORD, secret=_SECRET))


def sign_in(page: Page, program: Program, email: str) -> None:
    """By password and app."""
    page.goto(f"{program.url}/console/")
    page.locator("#id_login").fill(email)
    page.locator("#id_password").fill(_PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.locator("#id_code").fill(format_hotp_value(hotp_value(_SECRET, int(time.time() // 30))))
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(f"{program.url}/console/")
