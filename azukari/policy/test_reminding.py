"""A reminder comes for each distance that the policy names, and the nearer one in place of those that were missed."""

from datetime import date, timedelta

import pytest

from azukari.policy.reminding import OVERDUE, stage

DUE = date(2026, 12, 31)
DAYS = (30, 7)


def before(days: int) -> date:
    """So many days before it is due."""
    return DUE - timedelta(days=days)


@pytest.mark.parametrize(
    ("left", "expected"),
    [(31, None), (30, 30), (29, 30), (8, 30), (7, 7), (1, 7), (0, 7), (-1, OVERDUE), (-400, OVERDUE)],
)
def test_the_nearest_distance_that_has_come(left: int, expected: int | None) -> None:
    assert stage(before(left), DUE, days=DAYS) == expected


@pytest.mark.parametrize(("told", "expected"), [(31, 30), (30, None), (10, None), (8, 7), (7, None)])
def test_what_somebody_was_told_a_moment_ago_is_no_reminder(told: int, expected: int | None) -> None:
    today = before(min(told, 30) if expected != 7 else 7)
    assert stage(today, DUE, days=DAYS, since=before(told)) == expected


def test_before_any_distance_has_come_nothing_is_due_whenever_it_was_told() -> None:
    assert stage(before(40), DUE, days=DAYS, since=before(50)) is None
    assert stage(before(40), DUE, days=DAYS, since=before(10)) is None


def test_what_is_overdue_is_told_whenever_it_was_said_first_and_without_any_distance() -> None:
    assert stage(before(-1), DUE, days=DAYS, since=DUE) == OVERDUE
    assert stage(before(-1), DUE, days=()) == OVERDUE
    assert stage(before(3), DUE, days=()) is None
