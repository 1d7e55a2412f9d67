"""Whatever form of staff is sent after its session has ended comes back: each address of the console, each page."""

import re
from html import unescape
from typing import Any
from urllib.parse import urlencode, urljoin

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from azukari.core.accounts.models import User
from azukari.core.forms.unsaved import KEPT, WHOSE, code_of
from azukari.shells.staff.gate import TO_SIGN_IN
from tests import cast
from tests.console import desks
from tests.console.addresses import PAGES, address_of
from tests.console.pages_with_forms import Sent, forms_of
from tests.console.rows_to_change import CASES
from tests.console.world import World

WORDS = "Herons sleep in the alders."
OTHERS = ("account_", "mfa_")  # allauth's own pages, by which one comes in
UNSAVED = "console-unsaved"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def officer(world: World) -> User:
    """Somebody with all duties."""
    duties = world.published.policy.duties
    return cast.enrolled("all@staff.example.org", "All", *duties, actor=desks.OPERATOR, now=desks.moment())


@pytest.fixture
def addresses(world: World) -> dict[str, str]:
    """An address of each page, behind a sign-in, of things that are there or of none."""
    found = {name: case.make() for name, case in CASES.items()}
    for name in PAGES:
        if name not in found and name not in {*TO_SIGN_IN, UNSAVED} and not name.startswith(OTHERS):
            found[name] = address_of(name, world.registered["membership"], "membership")
    return found


def _kept(answer: Any) -> dict[str, str]:
    """What the page carries that keeps a form; empty where it is none."""
    found = re.search(rf'name="{KEPT}" value="([^"]+)"', answer.content.decode()) if answer.status_code == 403 else None
    return {KEPT: found[1]} if found else {}


def _post(to: str, sent: list[tuple[str, str]], *, page: str) -> Any:
    """As a browser whose session has ended sends a form of a page."""
    client = Client(headers={"Accept-Language": "en", "Referer": f"http://testserver{page}"})
    return client.post(to, urlencode(sent), content_type=FORM)


def test_each_address_keeps_what_is_sent_to_it_and_gives_it_back(addresses: dict[str, str], officer: User):
    whose, browser = code_of(f"staff:{officer.reference}"), desks.fresh(officer)
    lost = []
    for name, at in addresses.items():
        kept = _kept(_post(at, [(WHOSE, whose), ("anything", WORDS)], page=at))
        back = browser.post("/console/unsaved/", kept).content.decode() if kept else ""
        lost += [] if WORDS in unescape(back) else [name]
    assert lost == []
    assert len(addresses) > 200


def test_each_form_comes_back_into_its_place(addresses: dict[str, str], officer: User):
    """Each form that somebody types into, on each page that can be got."""
    browser, whole, lost = desks.fresh(officer), set[tuple[str, frozenset[str]]](), []
    for name, at in addresses.items():
        answer = browser.get(at)
        is_page = answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html")
        for form in forms_of(answer.content.decode()) if is_page and not answer.streaming else []:
            to, key = urljoin(at, form.action), (name, frozenset(form.typed))
            if not form.typed or key in whole or not to.startswith("/console/"):
                continue
            whole.add(key)
            kept = _kept(_post(to, form.sent_with(WORDS), page=at))
            page = browser.post("/console/unsaved/", kept).content.decode() if kept else ""
            lost += [] if _in_place(page, to, form) else [(name, form.action, sorted(form.typed))]
    assert lost == []
    assert len(whole) > 40


def _in_place(page: str, to: str, form: Sent) -> bool:
    """Whether the form stands on the page as it was typed."""
    return any(
        urljoin(to, each.action).partition("?")[0] == to.partition("?")[0] and each.said(WORDS) >= form.typed
        for each in forms_of(page)
    )


@pytest.mark.parametrize("is_back", [False, True])
def test_of_a_file_the_name_is_kept_and_what_was_typed_beside_it(officer: User, is_back: bool):
    """By the session's end, or, where they have signed in again meanwhile, by a token of an earlier session."""
    browser, at = desks.fresh(officer), "/console/theme/"
    form = next(form for form in forms_of(browser.get(at).content.decode()) if "footer.en" in form.typed)
    [file] = [name for name in form.files if name == "logo"]
    sent = {**dict(form.sent_with(WORDS)), file: SimpleUploadedFile("heron.png", b"x" * 100_000, "image/png")}
    later = Client(enforce_csrf_checks=True, headers={"Accept-Language": "en"})
    later.cookies = desks.fresh(officer).cookies if is_back else later.cookies
    answer = later.post(at, sent)
    page = answer.content.decode()
    if not is_back:
        assert "heron.png" not in page, "It is sealed."
        page = desks.fresh(officer).post("/console/unsaved/", _kept(answer)).content.decode()
    assert "Please choose the file again: heron.png" in page
    [again] = [each for each in forms_of(page) if "footer.en" in each.typed]
    assert again.said(WORDS) >= {"footer.en", "footer.ja"}
