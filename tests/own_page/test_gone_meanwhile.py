"""Whoever is erased while a page of their own works is led out: on every page that can be reached from theirs, by every
button on it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from html.parser import HTMLParser
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client
from django.urls import resolve

from azukari.core.forms.models import Submission
from azukari.core.people.models import Person
from azukari.core.vault.erase_unheld import forget
from azukari.shells.self_service import session
from tests.console import desks

pytestmark = pytest.mark.django_db
FORMS = ("membership", "volunteers", "magazine", "feedback", "plastic-free-river")
_FIELDS = {"input", "textarea", "select"}
_MAY_BE_LEFT = {"checkbox", "radio"}


@dataclass(frozen=True, slots=True)
class Press:
    """A button of a form: where it leads, and what it sends."""

    path: str
    fields: tuple[tuple[str, str], ...]

    @property
    def sent(self) -> dict[str, str]:
        return dict(self.fields)


class Page(HTMLParser):
    """The links and the buttons of a page."""

    def __init__(self, path: str, html: str) -> None:
        super().__init__()
        self.path, self.links, self.presses = path, set[str](), set[Press]()
        self._action, self._fields = "", dict[str, str]()
        self._buttons: list[dict[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and given.get("href", "").startswith("/en/me"):
            self.links.add(given["href"].partition("#")[0])
        elif tag == "form" and given.get("method", "").lower() == "post":
            self._action, self._fields, self._buttons = given.get("action") or self.path, {}, []
        elif (
            tag in {"input", "textarea", "select"}
            and given.get("type") not in {"checkbox", "radio"}
            and "name" in given
        ):
            self._fields[given["name"]] = given.get("value") or "x"
        elif tag == "button":
            self._buttons.append(given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._action:
            for button in self._buttons:
                named = {button["name"]: button.get("value", "")} if "name" in button else {}
                self.presses.add(
                    Press(button.get("formaction") or self._action, tuple({**self._fields, **named}.items()))
                )
            self._action = ""


def _come_in(person: UUID) -> Client:
    client = Client(headers={"Host": "localhost", "Origin": "http://localhost"})
    client.cookies["azukari_me"] = session.open_session(person, now=desks.moment()).secret
    return client


def _everything(client: Client) -> tuple[set[str], set[Press]]:
    """All pages that can be reached by links, and all buttons on them."""
    waiting, links, presses = ["/en/me"], set[str](), set[Press]()
    while waiting:
        path = waiting.pop()
        if path in links:
            continue
        links.add(path)
        answer = client.get(path)
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
            page = Page(path, answer.content.decode())
            waiting += page.links
            presses |= page.presses
    return links, presses


def _one_of_each[T](addresses: Iterable[T], path: Callable[[T], str]) -> list[T]:
    """One for each view and what it is asked with, whatever it is about."""
    return list({resolve(path(one)).route: one for one in sorted(addresses, key=path)}.values())


def test_whoever_is_erased_at_the_moment_of_a_press_is_led_out(
    db: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    desks.publish()
    made = [desks.register(form, {"email": "midori-marker@example.org"}).submission for form in FORMS]
    client = _come_in(Submission.objects.get(id=made[0]).person_id)
    links, presses = _everything(client)
    find = session.find

    def then_gone(secret: str, *, now: datetime) -> session.Opened | None:
        here = find(secret, now=now)
        with transaction.atomic():
            forget(list(Person.objects.values_list("id", flat=True)), now=now)
        return here

    monkeypatch.setattr(session, "find", then_gone)
    asked = [lambda at=at: client.get(at) for at in _one_of_each(links, str)]
    pressed = [lambda one=one: client.post(one.path, one.sent) for one in _one_of_each(presses, lambda one: one.path)]
    assert len(pressed) > 12, "There is more to press on a page of one's own."
    for deed in [*asked, *pressed]:
        attempt: Any = transaction.atomic()
        attempt._from_testcase = True
        with attempt:
            answer = deed()
            assert answer.status_code < 500
            assert desks.MARK not in b"".join(answer).decode(errors="ignore")
            transaction.set_rollback(True)
    told = [one.getMessage() for one in caplog.records if one.name == "azukari.shells.self_service.guard"]
    assert told, "What broke off is told to whoever keeps the program, so that no fault hides behind an erasure."
    assert not [line for line in told if desks.MARK in line]
