"""Two people, two tabs: every form of staff that changes what is held notices what was saved since it was shown."""

import sys
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

import azukari
from azukari.shells.staff import step
from tests.console import desks
from tests.console.addresses import PAGES
from tests.console.rows_to_change import AT_THE_LOCK, CASES, FIRST, NOTHING_TYPED, Case
from tests.console.two_tabs import said, send, shown
from tests.console.world import World

_ROOT = Path(azukari.__file__).parents[1]


def _two(world: World, case: Case) -> tuple[Client, Client]:
    return desks.fresh(world.staff(case.duty)), desks.fresh(world.staff(case.duty))


def _acts(case: Case) -> dict[str, str]:
    """The button that saves, where there are several."""
    return {name: said for name, said in case.besides.items() if name == "act"}


def _both(case: Case, page: Any) -> None:
    told = unescape(page.content.decode())
    assert page.status_code == 409
    assert case.theirs in told
    assert case.mine in told


@pytest.mark.parametrize("name", CASES)
def test_what_somebody_else_saved_is_not_written_over(name: str, world: World):
    case = CASES[name]
    at, (browser, other) = case.make(), _two(world, case)
    mine, theirs, untouched = browser.get(at), other.get(at), browser.get(at)
    assert send(other, at, theirs, **case.typed_by_them).status_code in (302, 303)
    taken_over = send(browser, at, untouched, **_acts(case))
    assert taken_over.status_code == 409
    assert shown(taken_over)[case.field] == [case.theirs]
    told = send(browser, at, mine, **{**case.besides, case.field: case.mine})
    _both(case, told)
    again = send(browser, at, told, **_acts(case))
    assert again.status_code == 409, "A second press chooses nothing."
    _both(case, again)
    assert said(browser, at, case.field) == case.theirs
    chosen = send(browser, at, again, **{**_acts(case), case.keep: "mine"})
    assert chosen.status_code in (302, 303)
    assert said(browser, at, case.field) == case.mine


@pytest.mark.parametrize("name", [name for name in CASES if name not in AT_THE_LOCK])
def test_who_saves_at_one_moment_is_shown_both_texts(name: str, world: World, monkeypatch: pytest.MonkeyPatch):
    """Somebody saves after the comparison found no difference, and before the verb saves: the verb notices."""
    case = CASES[name]
    at, (browser, other) = case.make(), _two(world, case)
    mine, theirs = browser.get(at), other.get(at)
    saved: list[int] = []

    def compare_then_somebody_saves(compare: Any) -> Any:
        def compared(*args: Any) -> Any:
            found = compare(*args)
            if not saved:
                saved.append(0)
                saved[0] = send(other, at, theirs, **case.typed_by_them).status_code
            return found

        return compared

    module = sys.modules[PAGES[name][1].callback.__module__]
    for place, called in ((step, "compared"), (module, "compared"), (module, "overtaken")):
        if hasattr(place, called):
            monkeypatch.setattr(place, called, compare_then_somebody_saves(getattr(place, called)))
    told = send(browser, at, mine, **{**case.besides, case.field: case.mine})
    assert saved[0] in (302, 303)
    _both(case, told)
    monkeypatch.undo()
    assert said(browser, at, case.field) == case.theirs
    assert send(browser, at, told, **_acts(case)).status_code == 409, "A second press chooses nothing."
    assert said(browser, at, case.field) == case.theirs
    assert send(browser, at, told, **{**_acts(case), case.keep: "mine"}).status_code in (302, 303)
    assert said(browser, at, case.field) == case.mine


@pytest.mark.parametrize("name", FIRST)
def test_what_two_write_for_the_first_time_is_compared_as_well(name: str, world: World):
    """The page of the second was made before there was a row."""
    case = FIRST[name]
    at, (browser, other) = case.make(), _two(world, case)
    mine = browser.get(at)
    assert send(other, at, other.get(at), **case.typed_by_them).status_code in (302, 303)
    _both(case, send(browser, at, mine, **{**case.besides, case.field: case.mine}))
    assert said(browser, at, case.field) == case.theirs


@pytest.mark.parametrize(
    "name", ["console-magazine-edit", "console-policy-page", "console-management-review", "console-theme"]
)
def test_who_saved_in_another_window_is_told_that_it_was_they(name: str, world: World):
    case = CASES[name]
    at, (browser, other) = case.make(), _two(world, case)
    mine, theirs = browser.get(at), other.get(at)
    send(other, at, theirs, **case.typed_by_them)
    told = send(browser, at, mine, **{**case.besides, case.field: case.mine}).content.decode()
    assert "You saved something else here in another window." in told


def test_the_cases_are_addresses():
    assert PAGES.keys() >= CASES.keys()


def test_each_view_that_compares_has_a_case():
    """By the source: whatever says who saved last, or compares what was sent with what is stored."""
    compares = {
        ".".join(path.relative_to(_ROOT).with_suffix("").parts)
        for path in _ROOT.joinpath("azukari").rglob("*.py")
        if not path.name.startswith("test_")
        and any(called in path.read_text("utf-8") for called in ("=LastChange(", "-> LastChange", "compared(request"))
    }
    mechanism = {"azukari.shells.staff.overtaken", "azukari.shells.staff.step", "azukari.shells.staff.editing"}
    covered = {PAGES[name][1].callback.__module__ for name in CASES}
    assert compares - mechanism - covered == NOTHING_TYPED.keys()
