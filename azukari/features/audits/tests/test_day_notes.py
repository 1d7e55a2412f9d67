"""A day that is over is noted in the ledger from the looks that stand there; a day that somebody repaints, before or
after it is signed, or leaves out, shows (P27, P35).
"""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from azukari.core.ledger.events import Event
from azukari.core.ledger.integrate import integrate_all
from azukari.core.ledger.looking import newest_of
from azukari.core.ledger.record import record
from azukari.core.policy_versions.current import today
from azukari.core.policy_versions.events import CHARTER_PUBLISHED
from azukari.features.audits import day_notes, looks
from azukari.features.audits.checks_self import days
from azukari.features.audits.day_notes import strip, write_due
from azukari.features.audits.events import DAY_NOTED, LOOKED
from azukari.features.audits.models import DayMark, DayNote, Look, Observation
from azukari.features.audits.observe import keep, keep_one
from azukari.features.audits.tests.days import ALL_KEPT, watched
from azukari.lib.control import ControlResult, ControlState, controls, examine
from azukari.lib.control_outcomes import write_outcomes
from azukari.shells.worker.controlling import outcomes_file
from tests.controls.ground import by_hand

pytestmark = pytest.mark.usefixtures("charter")

KEPT, BROKEN, UNKNOWN = ControlState.KEPT, ControlState.BROKEN, ControlState.UNKNOWN


def _past(*broken: int) -> list[int]:
    """Three days that are over: all kept, the second with breaks; all three in the tree."""
    now = timezone.now()
    watched(now, ALL_KEPT, ALL_KEPT | dict.fromkeys(broken, BROKEN), ALL_KEPT)
    for ago in (3, 2, 1, 0):
        integrate_all(now)
        write_due(now - timedelta(days=ago))
    integrate_all(now)
    return [*broken]


def _last_three(number: int) -> list[ControlState]:
    return [day.state(number) for day in strip(today(timezone.now()), 3)]


def _key(entry: object) -> object:
    return entry.hex if connection.vendor == "sqlite" else entry  # type: ignore[attr-defined]


def _said() -> str:
    return " ".join(days(timezone.now()))


def _page() -> str:
    day_notes._remembered.cache_clear()
    return Client().get("/en/promises").content.decode()


def test_a_day_counts_by_the_worst_that_was_seen_in_it():
    now = timezone.now()
    watched(now, ALL_KEPT | {8: BROKEN, 9: UNKNOWN})
    integrate_all(now)
    assert write_due(now - timedelta(days=1)) == 0, "It is not over."
    assert (write_due(now), write_due(now)) == (1, 0)
    integrate_all(now)
    [day] = strip(today(now), 1)
    assert (day.state(8), day.state(9), day.state(1), day.unseen) == (BROKEN, UNKNOWN, KEPT, 0)


def test_days_on_which_nobody_looked_are_unknown():
    now = timezone.now()
    watched(now - timedelta(days=2), ALL_KEPT)
    integrate_all(now)
    assert write_due(now) == 3
    integrate_all(now)
    assert _last_three(1) == [KEPT, UNKNOWN, UNKNOWN]


def test_hours_in_which_the_worker_stood_still_leave_the_day_unknown_and_a_break_broken():
    now = timezone.now()
    watched(now, ALL_KEPT, ALL_KEPT | {8: BROKEN}, hours=(0, 6, 18))
    integrate_all(now)
    write_due(now)
    integrate_all(now)
    for day in strip(today(now), 2):
        assert (day.state(1), day.unseen, day.is_changed) == (UNKNOWN, 4, False)
    assert strip(today(now), 1)[0].state(8) is BROKEN


def test_each_round_writes_down_that_it_looked_and_what_it_found():
    now = timezone.now()
    keep([ControlResult(each, (), at=now) for each in controls()], now)
    keep([ControlResult(each, (), at=now) for each in controls()], now + timedelta(minutes=1))
    assert Look.objects.count() == 2
    assert not Observation.objects.exclude(state="kept").exists()


def test_a_table_that_is_painted_before_the_day_is_signed_changes_nothing_of_the_day():
    now = timezone.now()
    watched(now, ALL_KEPT | dict.fromkeys(range(1, 48), BROKEN))
    DayMark.objects.create(day=today(now) - timedelta(days=1), states={str(n): "kept" for n in range(1, 48)})
    Observation.objects.update(state="kept")
    integrate_all(now)
    write_due(now)
    integrate_all(now)
    assert {strip(today(now), 1)[0].state(n) for n in range(1, 48)} == {BROKEN}


def test_looks_that_are_painted_before_the_day_is_signed_prove_nothing():
    now = timezone.now()
    watched(now, ALL_KEPT | {44: BROKEN})
    integrate_all(now)
    change = "UPDATE ledger_entry SET payload = replace(payload, %s, %s) WHERE kind = 'assurance:controls:looked'"
    by_hand("ledger_entry", change, '"broken":[44]', '"broken":[]')
    write_due(now)
    integrate_all(now)
    [day] = strip(today(now), 1)
    assert (day.state(44), day.state(1)) == (UNKNOWN, UNKNOWN)
    by_hand("ledger_entry", change, '"broken":[]', '"broken":[44]')
    assert strip(today(now), 1)[0].is_changed, "Putting it back does not hide it."


def test_what_the_page_says_now_is_painted_and_is_found():
    now = timezone.now()
    _past()
    keep([ControlResult(each, ("It is broken. Mend it.",), at=now) for each in controls()], now)
    assert "better in the table than in the last round" not in _said()
    Observation.objects.filter(control="requests-in-time").update(state="kept")
    assert "1 promises look better in the table than in the last round" in _said()
    page = _page()
    assert "were changed after they had been recorded" in page
    assert 'class="cell-unknown number" href="#p44"' in page
    told = Client().get("/en/promises.json").json()
    assert {row["promise"] for row in told["promises"] if row["state"] == "unknown"} == {"P44"}
    assert told["repainted"] == ["P44"]


def test_a_painted_table_is_not_carried_into_the_ledger_by_a_look_at_another_control():
    now = timezone.now()
    named = {each.name: each for each in controls()}
    round = [
        ControlResult(each, ("It is broken. Mend it.",) if 45 in each.promises else (), at=now) for each in controls()
    ]
    write_outcomes(outcomes_file(), round, now)
    keep(round, now)
    Observation.objects.filter(control__in=["phone-check", "policy-rules"]).update(state="kept", findings=0)
    keep_one(examine(named["contact-page"], now), now)
    last = looks.newest()
    assert last is not None
    assert (last.states[45], last.states[47]) == (UNKNOWN, UNKNOWN), "Nobody has ever called the office."


def test_what_the_worker_s_file_says_as_well_is_not_looked_at_again():
    now = timezone.now()
    named = {each.name: each for each in controls()}
    said = {"contact-page": ("It is broken. Mend it.",)}
    round = [ControlResult(each, said.get(each.name, ()), at=now) for each in controls()]
    write_outcomes(outcomes_file(), round, now)
    keep(round, now)
    keep_one(examine(named["contact-page"], now), now)
    last = looks.newest()
    assert last is not None
    assert (last.states[45], last.states[47]) == (KEPT, KEPT)


def test_a_look_that_is_taken_away_before_it_has_its_place_leaves_hours_of_which_nobody_knows():
    now = timezone.now()
    watched(now, ALL_KEPT | {44: BROKEN}, hours=(0, 6, 12))
    last = Look.objects.order_by("at").last()
    assert last is not None
    by_hand("ledger_pending", "DELETE FROM ledger_pending WHERE id = %s", _key(last.entry))
    last.delete()
    integrate_all(now)
    write_due(now)
    integrate_all(now)
    assert strip(today(now), 1)[0].state(44) is UNKNOWN


@pytest.mark.parametrize("what", ["place", "moment"])
def test_a_look_whose_place_is_taken_away_or_moved_shows(what: str):
    _past(44)
    assert _said() == ""
    bad = Look.objects.filter(at__lt=timezone.now() - timedelta(days=1)).order_by("at").last()
    assert bad is not None
    if what == "place":
        bad.delete()
        assert "1 rounds of controls are in the ledger but missing" in _said()
    else:
        Look.objects.filter(pk=bad.pk).update(at=bad.at + timedelta(days=60))
    assert any(day.is_changed for day in strip(today(timezone.now()), 3))
    assert "do not agree with the ledger" in _said()


def test_a_day_that_is_over_for_hours_and_has_no_note_is_found():
    now = timezone.now()
    watched(now, ALL_KEPT)
    integrate_all(now)
    late = now.replace(hour=12) + timedelta(days=1)
    assert any("Yesterday has no note yet" in said for said in days(late))
    write_due(late)
    assert not any("Yesterday has no note yet" in said for said in days(late))


def test_a_day_of_an_earlier_version_counts_until_days_are_reckoned_from_looks():
    """Whoever goes back a version, and has a day noted from a table, gains nothing."""
    now = timezone.now()
    yesterday = today(now) - timedelta(days=1)
    for ago in (2, 1):
        _old_note(yesterday - timedelta(days=ago - 1), now)
    integrate_all(now)
    assert [day.state(1) for day in strip(today(now), 2)] == [KEPT, KEPT]
    DayNote.objects.all().delete()
    watched(now - timedelta(days=1), ALL_KEPT)
    integrate_all(now)
    write_due(now - timedelta(days=1))
    _old_note(yesterday, now)
    integrate_all(now)
    assert [day.state(1) for day in strip(today(now), 2)] == [KEPT, UNKNOWN]


def _old_note(day: date, now: datetime) -> None:
    from_before = DayNote.objects.order_by("-day").first()
    payload = {
        "day": day.isoformat(),
        "previous": str(from_before.entry) if from_before else None,
        "kept": [*ALL_KEPT],
        "broken": [],
        "unknown": [],
    }
    with transaction.atomic():
        DayNote.objects.create(day=day, entry=record(Event(DAY_NOTED, payload), now=now))


def test_a_yesterday_that_is_repainted_is_found_and_shown():
    _past(44)
    assert _last_three(44) == [KEPT, BROKEN, KEPT]
    assert list(days(timezone.now())) == []
    painted = DayNote.objects.order_by("-day")[1]
    by_hand(
        "ledger_entry",
        "UPDATE ledger_entry SET payload = replace(payload, %s, %s) WHERE id = %s",
        '"broken":[44]',
        '"broken":[]',
        _key(painted.entry),
    )
    repainted = strip(today(timezone.now()), 3)
    assert [day.is_changed for day in repainted[:2]] == [False, True]
    assert repainted[1].state(44) is UNKNOWN
    assert "do not agree with the ledger" in _said()
    page = _page()
    assert "do not agree" in page or "does not agree" in page


def test_a_day_that_points_to_what_was_noted_of_a_better_one_shows():
    _past(44)
    better, bad = DayNote.objects.order_by("day")[:2]
    for borrowed in (better.entry, newest_of(CHARTER_PUBLISHED, 1)[0], newest_of(LOOKED, 1)[0]):
        DayNote.objects.filter(entry=borrowed).delete()
        DayNote.objects.filter(day=bad.day).update(entry=borrowed)
        [day] = [each for each in strip(today(timezone.now()), 3) if each.day == bad.day]
        assert (day.is_changed, day.state(44)) == (True, UNKNOWN)
        assert "do not agree with the ledger" in _said()


def test_a_day_that_is_left_out_shows():
    _past(44)
    DayNote.objects.order_by("-day")[1].delete()
    left = strip(today(timezone.now()), 3)
    assert left[1].state(44) is UNKNOWN
    assert left[2].is_changed, "Its note names another one before it."
    assert "missing from the strip" in _said()
