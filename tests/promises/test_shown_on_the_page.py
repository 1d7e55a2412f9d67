"""Whatever a control finds shows on the public page, at each promise that it watches, with the next look (P35)."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from azukari.core.backup.result import BACKUP, DRILL
from azukari.features.audits.observe import THIS, believed, keep, keep_one, known, watched
from azukari.lib.control import ControlResult, ControlState, controls, examine
from tests.controls import desks_of_staff, house, outside, what_came_in
from tests.controls.ground import CASES, World, blinded

pytestmark = pytest.mark.usefixtures("charter")

_WAYS = (desks_of_staff, house, outside, what_came_in)  # registered by their import
WATCHING = sorted(control.name for control in controls() if control.promises and control.name in CASES)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    found = World(monkeypatch, timezone.now())
    monkeypatch.setattr(timezone, "now", lambda: found.now)
    yield found
    for name in (BACKUP, DRILL):  # of the case of backups, which is no other's
        (found.root / "data" / name).unlink(missing_ok=True)


def _shown() -> dict[int, str]:
    rows = Client().get("/en/promises.json", secure=True).json()["promises"]
    return {int(row["promise"][1:]): row["state"] for row in rows}


def _now(world: World) -> dict[int, ControlState]:
    return {number: state for number, (state, _since) in believed(known(), world.now)[0].items()}


@pytest.mark.parametrize("way", WATCHING)
def test_what_was_done_to_the_instance_shows_on_the_page_with_the_next_look(way: str, world: World):
    [control] = [each for each in controls() if each.name == way]
    concerned = set(control.promises)
    steps = CASES[way](world)
    next(steps)
    keep_one(examine(control, world.now), world.now)
    assert ControlState.BROKEN not in {_now(world)[number] for number in concerned}
    next(steps)
    try:
        keep_one(examine(control, world.now), world.now)
        states = _now(world)
        if way != "keys":  # without which no page answers at all
            assert {number: _shown()[number] for number in concerned} == dict.fromkeys(concerned, "broken")
    finally:
        next(steps, None)
    assert {number: states[number] for number in concerned} == dict.fromkeys(concerned, ControlState.BROKEN)


def test_a_worker_that_stands_still_and_controls_that_fail_leave_nothing_kept(world: World):
    long_ago = world.now - timedelta(days=1)
    every = [each for each in controls() if each.name != THIS]
    keep([ControlResult(each, (), at=world.now) for each in controls()], world.now)
    assert set(_shown().values()) == {"kept"}
    world.later(hours=26)
    assert {state for number, state in _shown().items() if number not in _long_lived()} == {"unknown"}
    world.later(days=400)
    assert set(_shown().values()) == {"unknown"}
    with blinded():
        unseen = [examine(each, world.now) for each in every]
    keep([*unseen, *(ControlResult(each, (), at=long_ago) for each in controls() if each.name == THIS)], world.now)
    assert set(_shown().values()) == {"unknown"}
    assert ControlState.KEPT not in {each.state for each in unseen}


def _long_lived() -> set[int]:
    """Promises of which no control needs to look within 25 hours; there are none."""
    return {n for n, its in watched().items() if all(each.shelf > timedelta(hours=25) for each in its)}
