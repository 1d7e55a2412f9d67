"""Every automatic control, driven through its own check: kept, broken, out of sight, out of date, mended (P35).

What breaks it is done to the instance itself; the outcome is what the control then says. No control is without a case.
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from azukari.features.audits.models import Finding
from azukari.features.audits.observe import THIS, keep_one, known, standing
from azukari.lib.control import ControlResult, ControlState, Doubt, controls, examine
from tests.controls import desks_of_staff, house, outside, what_came_in
from tests.controls.ground import CASES, World, blinded, left_in_english

pytestmark = pytest.mark.usefixtures("charter")

KEPT, BROKEN, UNKNOWN = ControlState.KEPT, ControlState.BROKEN, ControlState.UNKNOWN
AUTOMATIC = {each.name: each for each in controls() if not each.manual and each.name != THIS}
_WAYS = (desks_of_staff, house, outside, what_came_in)


@pytest.fixture
def world(monkeypatch):
    found = World(monkeypatch, timezone.now())
    monkeypatch.setattr(timezone, "now", lambda: found.now)
    return found


def test_every_automatic_control_has_a_way_to_be_broken():
    assert set(CASES) == set(AUTOMATIC)


def test_what_watches_the_others_finds_no_fault_and_knows_nothing_where_one_of_them_is_late(world):
    [watch] = [each for each in controls() if each.name == THIS]
    assert examine(watch, world.now).state is UNKNOWN, "None has looked yet."
    for control in AUTOMATIC.values():
        keep_one(ControlResult(control, ("It is broken. Mend it.",), at=world.now), world.now)
    assert examine(watch, world.now).state is KEPT, "What they found is theirs to tell."
    world.later(hours=1)
    late = min(AUTOMATIC.values(), key=lambda each: each.shelf)
    for control in set(AUTOMATIC.values()) - {late}:
        keep_one(ControlResult(control, (), at=world.now), world.now)
    assert examine(watch, world.now).state is KEPT
    assert examine(watch, world.now + late.shelf).state is UNKNOWN, "One of them is too old."


@pytest.mark.parametrize("name", AUTOMATIC)
def test_kept_broken_unknown_stale_and_mended(name, world):
    control = AUTOMATIC[name]

    def look():
        keep_one(examine(control, world.now), world.now)
        return known()[name].at_time(world.now)

    def shown():
        stands = standing(known().values(), world.now)
        return {stands[number][0] for number in control.promises}

    def findings():
        return list(Finding.objects.filter(control=name, closed_at__isnull=True).order_by("id"))

    steps = CASES[name](world)
    next(steps)
    assert (look(), findings()) == (KEPT, [])
    with blinded():
        unseen = examine(control, world.now)
    assert (unseen.state, unseen.findings) == (UNKNOWN, ()), "Whoever sees nothing says so."
    next(steps)
    assert look() is BROKEN
    opened = findings()
    assert opened
    assert not left_in_english([*(row.said for row in opened), *unseen.doubts])
    assert shown() <= {BROKEN}
    keep_one(unseen, world.now)
    assert (known()[name].at_time(world.now), findings()) == (UNKNOWN, opened), "A doubt closes nothing."
    assert (known()[name].doubts, known()[name].doubt(world.now)) == (unseen.doubts, unseen.why)
    world.later(hours=1)
    assert (look(), findings()) == (BROKEN, opened), "One break is one finding."
    late = world.now + control.shelf + timedelta(hours=1)
    assert known()[name].doubt(late) is Doubt.OLD
    assert known()[name].at_time(late) is UNKNOWN, "What was seen long ago, a break as well, is not known any more."
    Finding.objects.update(cause="Somebody broke it.")
    next(steps, None)
    assert (look(), findings()) == (KEPT, []), "Mended, and tested again by the same control."
    late = world.now + control.shelf + timedelta(hours=1)
    assert known()[name].at_time(late) is UNKNOWN
    assert shown() <= {UNKNOWN, KEPT}, "The others have not looked."
    assert {row.closed_by for row in Finding.objects.filter(control=name)} == {"worker"}
