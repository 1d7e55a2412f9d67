"""A member of staff of a served instance: enrolled by hand, signing in by password and app."""

import re

from playwright.sync_api import Page

from tests.cast import PASSWORD, TOTP_SECRET, one_time_code
from tests.live import Program
from tests.proofs import visitor

_ROW = re.compile(r'<th scope="row"[^>]*><a href="([^"]+)"')

_ENROL = """
from azukari.core.accounts.staff import enrol
from azukari.core.policy_versions.current import current
from azukari.policy.terms import Actor, ActorKind
from tests.trained import train
user = enrol("{email}", "Kakari Aida", duties=["{duty}"], known=frozenset(current().policy.duties),
      password="{password}", totp_secret="{secret}", actor=Actor(ActorKind.SYSTEM, "operator"),
      now=timezone.now())
train(user, ["{duty}"], now=timezone.now())
"""


def enrol(program: Program, email: str, *, duty: str = "membership") -> None:
    """Somebody at a desk: the one of the members, unless another is named."""
    program.python(_ENROL.format(email=email, password=PASSWORD, secret=TOTP_SECRET, duty=duty))


def sign_in(page: Page, program: Program, email: str) -> None:
    """By password and app."""
    page.goto(f"{program.url}/console/")
    page.locator("#id_login").fill(email)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.locator("#id_code").fill(one_time_code())
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(f"{program.url}/console/")


def come_in(program: Program, email: str) -> visitor.Visitor:
    """Signed in by password and app, without a browser."""
    came = visitor.Visitor(program.url)
    asked = came.press(came.get("/console/"), "/account/login/", login=email, password=PASSWORD)
    token = asked.form()[1]["csrfmiddlewaretoken"]
    home = came.post(asked.url, {"csrfmiddlewaretoken": token, "code": one_time_code()})
    assert home.url == f"{program.url}/console/", home.url
    return came


def open_newest(came: visitor.Visitor, form: str, *, purpose: str) -> visitor.Page:
    """Open the newest confirmed registration of a form for a purpose, by the console's pages."""
    listed = came.get(f"/console/forms/{form}/")
    closed = came.get(_ROW.findall(listed.text)[0])
    return came.press(closed, "/open/", purpose=purpose, reason="service")
