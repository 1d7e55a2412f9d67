"""A day that is over is noted in the ledger; a day that somebody repaints or leaves out shows."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from azukari.charter.current import today
from azukari.charter.events import CHARTER_PUBLISHED
from azukari.ledger.integrate import integrate_all
from azukari.ledger.looking import newest_of
from azukari.lib.control import ControlState
from azukari.stewardship.assurance import day_notes
from azukari.stewardship.assurance.checks_self import days
from azukari.stewardship.assurance.day_notes import mark, strip, write_due
from azukari.stewardship.assurance.models import DayMark, DayNote
from azukari.stewardship.assurance.promises import promises

pytestmark = pytest.mark.usefixtures("charter")

KEPT, BROKEN, UNKNOWN = ControlState.KEPT, ControlState.BROKEN, ControlState.UNKNOWN
ALL_KEPT = dict.fromkeys(promises(), KEPT)


def _past(*broken: int) -> list[int]:
    """Three days that are over: all kept, the second with breaks; all three in the tree."""
    now = timezone.now()
    for ago in (3, 2, 1):
        at = now - timedelta(days=ago)
        mark(ALL_KEPT | (dict.fromkeys(broken, BROKEN) if ago == 2 else {}), at)
        write_due(at + timedelta(days=1))
        integrate_all(now)
    return [*broken]


def _last_three(number: int) -> list[ControlState]:
    return [day.state(number) for day in strip(today(timezone.now()), 3)]


def _without_triggers(sql: str, values: list[Any]) -> None:
    """What somebody does who has the database in their hands."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'ledger_entry'")
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP TRIGGER "{name}"')
        else:
            cursor.execute("ALTER TABLE ledger_entry DISABLE TRIGGER USER")
        cursor.execute(sql, values)


def test_a_day_counts_by_the_worst_that_was_seen_in_it():
    now = timezone.now()
    for states in (ALL_KEPT, ALL_KEPT | {8: BROKEN}, ALL_KEPT | {8: KEPT, 9: UNKNOWN}):
        mark(states, now)
    assert write_due(now) == 0, "It is not over."
    assert write_due(now + timedelta(days=1)) == 1
    integrate_all(now)
    [day] = strip(today(now + timedelta(days=1)), 1)
    assert (day.state(8), day.state(9), day.state(1)) == (BROKEN, UNKNOWN, KEPT)
    assert not DayMark.objects.exists()


def test_days_on_which_nobody_looked_are_unknown():
    now = timezone.now()
    mark(ALL_KEPT, now - timedelta(days=3))
    assert write_due(now) == 3
    integrate_all(now)
    assert _last_three(1) == [KEPT, UNKNOWN, UNKNOWN]


def test_a_yesterday_that_is_repainted_is_found_and_shown():
    _past(44)
    assert _last_three(44) == [KEPT, BROKEN, KEPT]
    assert list(days(timezone.now())) == []
    painted = DayNote.objects.order_by("-day")[1]
    entry = painted.entry.hex if connection.vendor == "sqlite" else painted.entry
    _without_triggers(
        """UPDATE ledger_entry SET payload = replace(payload, '"broken":[44]', '"broken":[]') WHERE id = %s""", [entry]
    )
    repainted = strip(today(timezone.now()), 3)
    assert [day.is_changed for day in repainted[:2]] == [False, True]
    assert repainted[1].state(44) is UNKNOWN
    assert any("do not agree with the ledger" in said for said in days(timezone.now()))
    day_notes._remembered.cache_clear()
    page = Client().get("/en/promises").content.decode()
    assert "do not agree" in page or "does not agree" in page


def test_a_day_that_points_to_what_was_noted_of_a_better_one_shows():
    _past(44)
    better, bad = DayNote.objects.order_by("day")[:2]
    for borrowed in (better.entry, newest_of(CHARTER_PUBLISHED, 1)[0]):
        DayNote.objects.filter(entry=borrowed).delete()
        DayNote.objects.filter(day=bad.day).update(entry=borrowed)
        [day] = [each for each in strip(today(timezone.now()), 3) if each.day == bad.day]
        assert (day.is_changed, day.state(44)) == (True, UNKNOWN)
        assert any("do not agree with the ledger" in said for said in days(timezone.now()))


def test_a_day_that_is_left_out_shows():
    _past(44)
    DayNote.objects.order_by("-day")[1].delete()
    left = strip(today(timezone.now()), 3)
    assert left[1].state(44) is UNKNOWN
    assert left[2].is_changed, "Its note names another one before it."
    assert any("left out of the strip" in said for said in days(timezone.now()))
