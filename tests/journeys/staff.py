"""A member of staff of a served instance: enrolled by hand, signing in by password and app."""

import re
import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Page

from tests.live import Program
from tests.proofs import visitor

_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
_PASSWORD = "paper indigo ink"
_ROW = re.compile(r'<th scope="row"[^>]*><a href="([^"]+)"')

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
    page.locator("#id_code").fill(_code())
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(f"{program.url}/console/")


def come_in(program: Program, email: str) -> visitor.Visitor:
    """Signed in by password and app, without a browser."""
    came = visitor.Visitor(program.url)
    asked = came.press(came.get("/console/"), "/account/login/", login=email, password=_PASSWORD)
    token = asked.form()[1]["csrfmiddlewaretoken"]
    home = came.post(asked.url, {"csrfmiddlewaretoken": token, "code": _code()})
    assert home.url == f"{program.url}/console/", home.url
    return came


def open_newest(came: visitor.Visitor, form: str, *, purpose: str) -> visitor.Page:
    """Open the newest confirmed registration of a form for a purpose, by the console's pages."""
    listed = came.get(f"/console/forms/{form}/")
    closed = came.get(_ROW.findall(listed.text)[0])
    return came.press(closed, "/open/", purpose=purpose, reason="service")


def _code() -> str:
    return format_hotp_value(hotp_value(_SECRET, int(time.time() // 30)))
