"""The office calendar: weekdays, hours, holidays, the turn of the year, and business days."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from azukari.policy.office import (
    add_business_days,
    business_days_before,
    closed_ahead,
    hours_in_words,
    is_business_day,
    is_open,
    next_opening,
)
from azukari.policy.parse import STARTER, load

POLICY = load(STARTER)
REQUESTS = POLICY.requests


def tokyo(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC) - timedelta(hours=9)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        (tokyo(2026, 11, 24, 17, 31), tokyo(2026, 11, 25, 9, 0)),
        (tokyo(2026, 11, 24, 8, 59), tokyo(2026, 11, 24, 9, 0)),
        (tokyo(2026, 11, 24, 9, 0), tokyo(2026, 11, 25, 9, 0)),  # this one is no next one
        (tokyo(2026, 11, 24, 12, 0), tokyo(2026, 11, 25, 9, 0)),
        (tokyo(2026, 11, 20, 18, 0), tokyo(2026, 11, 24, 9, 0)),  # a weekend, then a public holiday
        (tokyo(2026, 12, 28, 18, 0), tokyo(2027, 1, 4, 9, 0)),
    ],
)
def test_the_next_opening(at: datetime, opens: datetime) -> None:
    assert next_opening(POLICY, at) == opens
    assert is_open(POLICY, opens)
    assert not is_open(POLICY, tokyo(2026, 11, 23, 12, 0)), "A public holiday."


@pytest.mark.parametrize(
    ("hour", "minute", "second", "opened"),
    [(8, 59, 59, False), (9, 0, 0, True), (17, 30, 0, True), (17, 30, 59, True), (17, 31, 0, False)],
)
def test_the_minute_of_closing_is_open_to_its_end(hour: int, minute: int, second: int, opened: bool) -> None:
    assert is_open(POLICY, tokyo(2026, 11, 24, hour, minute) + timedelta(seconds=second)) is opened


def test_an_office_that_never_opens_has_no_next_opening() -> None:
    closed = replace(REQUESTS, hours=replace(REQUESTS.hours, weekdays=frozenset()))
    assert next_opening(replace(POLICY, requests=closed), tokyo(2026, 11, 24, 9, 0)) is None
    with pytest.raises(ValueError, match="open on no day"):
        add_business_days(closed.hours, date(2026, 11, 24), 3)
    with pytest.raises(ValueError, match="open on no day"):
        business_days_before(closed.hours, date(2026, 11, 24), 3)


def test_the_year_end_may_lie_within_one_year_or_be_absent() -> None:
    summer = replace(REQUESTS.hours, year_end=("08-10", "08-16"))
    assert not is_business_day(summer, date(2026, 8, 12))
    assert is_business_day(summer, date(2026, 12, 30))
    week = replace(REQUESTS.hours, year_end=("08-10", "08-14"))
    open_on = [day for day in range(7, 18) if is_business_day(week, date(2026, 8, day))]
    assert open_on == [7, 17], "its first and last day are closed"
    assert is_business_day(replace(REQUESTS.hours, year_end=None), date(2026, 12, 30))
    turn = replace(REQUESTS.hours, year_end=("12-29", "01-03"))
    assert not is_business_day(turn, date(2026, 1, 2)), "A Friday, and no public holiday."
    assert is_business_day(turn, date(2026, 1, 5))
    assert not is_business_day(turn, date(2026, 12, 29))
    assert is_business_day(turn, date(2026, 12, 28))
    assert not is_business_day(turn, date(2025, 1, 3)), "A Friday, and the last of them."
    one = replace(REQUESTS.hours, year_end=("08-12", "08-12"))
    assert [day for day in range(10, 15) if not is_business_day(one, date(2026, 8, day))] == [11, 12], (
        "A holiday, and it."
    )


@pytest.mark.parametrize(
    ("start", "count", "day"),
    [
        (date(2026, 11, 24), 3, date(2026, 11, 27)),
        (date(2026, 11, 20), 1, date(2026, 11, 24)),
        (date(2026, 12, 28), 3, date(2027, 1, 6)),
        (date(2026, 11, 21), 0, date(2026, 11, 21)),
    ],
)
def test_business_days_skip_what_is_closed(start: date, count: int, day: date) -> None:
    assert add_business_days(REQUESTS.hours, start, count) == day


@pytest.mark.parametrize(
    ("end", "count", "day"),
    [
        (date(2026, 11, 27), 1, date(2026, 11, 26)),
        (date(2026, 11, 24), 1, date(2026, 11, 20)),
        (date(2026, 11, 25), 3, date(2026, 11, 19)),
        (date(2027, 1, 6), 3, date(2026, 12, 28)),
    ],
)
def test_business_days_before_a_day_skip_what_is_closed(end: date, count: int, day: date) -> None:
    assert business_days_before(REQUESTS.hours, end, count) == day


@pytest.mark.parametrize("days", range(8))
def test_the_days_on_which_it_would_be_open_and_is_not(days: int) -> None:
    shut = [date(2026, 12, 29), date(2026, 12, 30), date(2026, 12, 31), date(2027, 1, 1)]
    last = date(2026, 12, 28) + timedelta(days=days)
    assert closed_ahead(REQUESTS.hours, date(2026, 12, 28), days=days) == tuple(day for day in shut if day <= last)


def test_hours_in_words() -> None:
    words = hours_in_words(REQUESTS.hours)
    assert words["ja"] == "月曜日から金曜日、9:00から17:30まで(祝日と年末年始を除く)"
    assert words["en"] == "Monday to Friday, 9:00 to 17:30, except public holidays and the turn of the year"
    some = replace(REQUESTS.hours, weekdays=frozenset({0, 2}), year_end=None)
    assert hours_in_words(some)["en"] == "Monday, Wednesday, 9:00 to 17:30, except public holidays"
    two = replace(some, weekdays=frozenset({5, 6}))
    assert hours_in_words(two)["ja"] == "土曜日、日曜日、9:00から17:30まで(祝日を除く)", "Two days are no run."
    assert hours_in_words(replace(some, weekdays=frozenset({1, 2, 3})))["ja"].startswith("火曜日から木曜日、")
    assert hours_in_words(replace(some, weekdays=frozenset({1, 2, 4})))["en"].startswith("Tuesday, Wednesday, Friday,")
