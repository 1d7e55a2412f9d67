"""Two people, two tabs: every form of staff that changes what is held notices what was saved since it was shown."""

import re
from html import unescape
from typing import Any

import pytest

from tests.console.addresses import PAGES
from tests.console.two_tabs import CASES, Form
from tests.console.world import World


def _send(browser: Any, at: str, page: Any, **typed: str) -> Any:
    sent = Form(page.content.decode()).sent
    assert sent, "No form of the page carries a token of what it shows."
    return browser.post(at, {**sent, **{name.replace("__", "-"): value for name, value in typed.items()}})


@pytest.mark.parametrize("name", CASES)
def test_what_somebody_else_saved_is_not_written_over(name: str, world: World):
    case = CASES[name]
    at, browser, other = case.make(), world.browser(case.duty), world.browser(case.duty)
    mine, theirs = browser.get(at), other.get(at)
    assert _send(other, at, theirs, **{case.field: "What they wrote"}).status_code == 302
    told = _send(browser, at, mine, **{case.field: "What I wrote"})
    assert told.status_code == 409
    assert {"What they wrote", "What I wrote"} <= set(
        re.findall("What (?:they|I) wrote", unescape(told.content.decode()))
    )
    again = _send(browser, at, told)
    assert again.status_code == 409, "A second press chooses nothing."
    assert case.read() == "What they wrote"
    chosen = _send(browser, at, again, **{f"keep__{case.field}": "mine"})
    assert chosen.status_code == 302
    assert case.read() == "What I wrote"


@pytest.mark.parametrize("name", CASES)
def test_what_was_not_touched_is_taken_over(name: str, world: World):
    case = CASES[name]
    at, browser = case.make(), world.browser(case.duty)
    mine = browser.get(at)
    assert _send(browser, at, browser.get(at), **{case.field: "In the other tab"}).status_code == 302
    told = _send(browser, at, mine)
    assert told.status_code == 409
    assert case.read() == "In the other tab"
    assert _send(browser, at, told).status_code == 302
    assert case.read() == "In the other tab"


def test_the_cases_are_addresses():
    assert PAGES.keys() >= CASES.keys()
