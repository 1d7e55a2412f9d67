"""Every page behind a mailed link, whatever it is for (law 7): opening it changes nothing, its button acts once, and a
link that opens nothing says what to do.
"""

import base64
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from azukari.core.mail.link import MailedLink, secret
from azukari.core.mail.link_page import PAGES
from azukari.core.people.models import Person
from azukari.core.vault.erase_unheld import forget
from azukari.lib.token import make
from tests.links.link import Link
from tests.links.stored import database

pytestmark = pytest.mark.django_db
_ = get_resolver().reverse_dict  # every page is declared where it is mounted

SHOWN = sorted(name for name, page in PAGES.items() if "GET" in page.methods)
PRESSED = sorted(name for name, page in PAGES.items() if "POST" in page.methods)
FILES = {"receipt-file", "agree-receipt", "certificate-file"}
LATE = timedelta(days=5 * 365)
_JAPANESE = re.compile(r"[ぁ-んァ-ヶ]")
_MAIN = re.compile(r"<main.*?</main>", re.DOTALL)
_SESSIONS = "accounts.StaffSession"


@pytest.fixture
def link(request: pytest.FixtureRequest) -> Link:
    """The link of the page that the test is about; a new page needs a fixture in `conftest.py`."""
    found = request.getfixturevalue(f"link_{request.param.replace('-', '_')}")
    assert isinstance(found, Link)
    return found


shown = pytest.mark.parametrize("link", SHOWN, indirect=True)
pressed = pytest.mark.parametrize("link", PRESSED, indirect=True)


def stand(link: Link) -> Mapping[str, list[str]]:
    return database(but=_SESSIONS if link.session else "")


def in_japanese(link: Link) -> str:
    return link.path.replace("/en/", "/ja/", 1)


def says_what_to_do(answer: Any) -> str:
    """What the page says, which leads on by a button or a link."""
    main = _MAIN.search(answer.content.decode())
    assert main, answer.content.decode()
    assert re.search(r'class="button|<button', main[0]), main[0]
    return main[0]


def test_there_are_as_many_as_there_should_be():
    assert {"confirm", "guardian", "sign-in", "new-address", "keep-address", "merge", "agent", "agree"} < set(PAGES)
    assert {"contractor", "invitation", "saved-form"} < set(PAGES)


@shown
def test_opening_it_changes_nothing_whoever_opens_it(link: Link):
    before = stand(link)
    for headers in ({}, {"Sec-Purpose": "prefetch;prerender"}, {"Sec-Fetch-Site": "cross-site"}):
        for method in ("get", "head"):
            assert getattr(Client(headers=headers), method)(link.path).status_code == 200
    assert stand(link) == before


@shown
def test_its_page_is_kept_nowhere_and_tells_nobody_where_one_was(link: Link):
    answer = Client().get(link.path)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == ("same-origin" if link.session else "no-referrer")
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert link.session or not answer.cookies


@pressed
def test_its_button_acts_once(link: Link):
    before = stand(link)
    assert Client().post(link.path, link.press).status_code in (200, 302, 303)
    after = stand(link)
    assert after != before
    if link.once:
        assert Client().post(link.path, link.press).status_code < 500
        assert stand(link) == after


@pytest.mark.django_db(transaction=True)
@pressed
def test_whoever_is_erased_at_the_moment_of_the_press_is_told_so(link: Link, monkeypatch):
    """Between the reading of the link, where it is read before the verb's transaction, and the writing."""
    opened = MailedLink.opened

    def then_gone(self, token, *, now):
        found = opened(self, token, now=now)
        if not connection.in_atomic_block:
            monkeypatch.setattr(MailedLink, "opened", opened)
            with transaction.atomic():
                forget(list(Person.objects.values_list("id", flat=True)), now=now)
        return found

    monkeypatch.setattr(MailedLink, "opened", then_gone)
    assert Client().post(link.path, link.press).status_code < 500


@pytest.mark.parametrize("link", sorted(set(PRESSED) - {n for n, p in PAGES.items() if p.framed}), indirect=True)
def test_another_site_cannot_press_it(link: Link):
    before = stand(link)
    answer = Client(headers={"Sec-Fetch-Site": "cross-site"}).post(link.path, link.press)
    assert answer.status_code == 403
    assert stand(link) == before


@pytest.mark.parametrize("link", sorted(PAGES), indirect=True)
def test_one_that_is_too_old_says_what_to_do(link: Link, monkeypatch, settings):
    late = timezone.now() + LATE
    monkeypatch.setattr(timezone, "now", lambda: late)
    settings.PASSWORD_RESET_TIMEOUT = -1
    before = stand(link)
    opens_nothing(link)
    assert stand(link) == before


@pytest.mark.parametrize("link", sorted(PAGES), indirect=True)
def test_one_that_is_not_ours_says_what_to_do(link: Link):
    other = make(secret(), "something else", uuid4(), timezone.now() + LATE)
    for token in ("nonsense", other, link.token[:-1], link.token[::-1]):
        opens_nothing(replace(link, path=link.path.replace(link.token, token), late=False))


def opens_nothing(link: Link) -> None:
    """By no method, in both languages."""
    for path in {link.path, in_japanese(link)}:
        client = Client(headers={"Accept-Language": "en"})
        answers = [client.get(path), *([] if link.late else [client.post(path, link.press)])]
        for answer in (one for one in answers if one.status_code != 405):
            said = says_what_to_do(answer)
            assert bool(_JAPANESE.search(said)) == path.startswith("/ja/"), said
            assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("link", sorted(PAGES), indirect=True)
def test_it_carries_nothing_personal(link: Link):
    raw = base64.urlsafe_b64decode(link.token + "=" * (-len(link.token) % 4)) if "." not in link.token else b""
    assert not [name for name in link.names if name in link.path or name.encode() in raw]
