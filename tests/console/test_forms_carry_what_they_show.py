"""Every form of staff that shows what is held carries a token of it (`core.forms.shown_state`), or says here why
not.
"""

from html.parser import HTMLParser

import pytest

from azukari.core.forms.shown_state import AS_SHOWN
from tests import cast
from tests.console import desks
from tests.console.addresses import PAGES, address_of
from tests.console.rows_to_change import CASES
from tests.console.world import World

_BY_OTHERS = ("account_", "mfa_")  # allauth's own pages

_MAKES = "It makes something new; what stands there is a usual answer."

WITHOUT = {
    "console-agent-new": _MAKES,
    "console-entry-form": _MAKES,
    "console-export-form": _MAKES,
    "console-incident-new": _MAKES,
    "console-members-bank": "It reads a file; the box says how.",
    "console-members-post": _MAKES,
    "console-person": "It ends a registration, or records a payment, on a day that is usual.",
    "console-policy-publish": "It publishes the version that was read, now or at a time.",
    "console-questionnaire-new": _MAKES,
    "console-rights-new": _MAKES,
    "console-staff-invite": _MAKES,
    "console-statistics-notes": _MAKES,
    "console-tokens-make": _MAKES,
    "console-training-invite": _MAKES,
    "console-transfer-begin": _MAKES,
}
"""Pages with a form that needs none, and why."""

_ADDS = {"weeks"}  # of shifts, which are added


class Shown(HTMLParser):
    """The forms of a page that are sent by POST: where to, the names in them, and those that say something already."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[tuple[str, set[str], set[str]]] = []
        self._area = self._select = ""
        self._first = self._posts = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {name: value or "" for name, value in attrs}
        name, kind = held.get("name", ""), held.get("type", "text")
        if tag == "form":
            self._posts = held.get("method", "").lower() == "post"
            if self._posts:
                self.forms.append((held.get("action", ""), set(), set()))
        if not self._posts:
            return
        _action, names, told = self.forms[-1]
        if name:
            names.add(name)
        says = {
            "input": (kind in ("text", "date", "datetime-local", "email") and bool(held.get("value")))
            or (kind in ("checkbox", "radio") and "checked" in held),
            "option": bool(self._select) and "selected" in held and not self._first,
        }
        if says.get(tag):
            told.add(name or self._select)
        if tag == "textarea":
            self._area = name
        elif tag == "select":
            self._select, self._first = name, True
        elif tag == "option":
            self._first = False

    def handle_data(self, data: str) -> None:
        if self._area and self._posts and data.strip():
            self.forms[-1][2].add(self._area)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""
        elif tag == "select":
            self._select = ""
        elif tag == "form":
            self._posts = False


@pytest.fixture
def pages(world: World) -> dict[str, str]:
    """Each page of staff that can be got, by its name."""
    duties = world.published.policy.duties
    user = cast.enrolled("all@staff.example.org", "All", *duties, actor=desks.OPERATOR, now=desks.moment())
    browser = desks.fresh(user)
    found = {name: case.make() for name, case in CASES.items()}
    for name in PAGES:
        if name not in found and not name.startswith(_BY_OTHERS):
            found[name] = address_of(name, world.registered["membership"], "membership")
    answers = {name: browser.get(at) for name, at in found.items()}
    return {
        name: answer.content.decode()
        for name, answer in answers.items()
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html") and not answer.streaming
    }


def test_the_list_has_no_page_that_is_not_there():
    assert PAGES.keys() >= WITHOUT.keys()


def test_each_form_that_shows_what_is_held_carries_a_token(pages: dict[str, str]):
    without = {
        (name, action, tuple(sorted(told)))
        for name, html in pages.items()
        for action, names, told in Shown(html.partition("<main")[2]).forms
        if told - _ADDS and AS_SHOWN not in names and name not in WITHOUT
    }
    assert not without, "\n".join(map(str, sorted(without)))
