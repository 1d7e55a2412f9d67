"""Reading that somebody should ask about, and reading that is everybody's day."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from azukari.policy.unusual import Found, Look, Unusual, unusual

NOON = datetime(2026, 11, 24, 3, tzinfo=UTC)  # in Tokyo
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def looks(count: int, *, over: timedelta, at: datetime = NOON, reader: str = "one") -> list[Look]:
    """So many people, one after another, the last ``over`` after the first."""
    return [Look(reader, number, at + over * number / max(count - 1, 1)) for number in range(count)]


def found(told: Iterable[Look]) -> set[tuple[Unusual, object, int]]:
    return {(each.sort, each.about, each.count) for each in unusual(told, timezone="Asia/Tokyo")}


@pytest.mark.parametrize(
    ("count", "over", "expected"),
    [
        (99, HOUR, set()),
        (100, HOUR, {(Unusual.MANY, "one", 100)}),
        (101, HOUR / 2, {(Unusual.MANY, "one", 101)}),
        (100, HOUR + MINUTE, set()),
        (110, HOUR + MINUTE, {(Unusual.MANY, "one", 108)}),
    ],
)
def test_a_hundred_people_within_an_hour(count: int, over: timedelta, expected: set[object]) -> None:
    assert found(looks(count, over=over)) == expected


def test_lists_count_by_themselves_and_by_another_measure() -> None:
    def listed(count: int) -> list[Look]:
        return [replace(look, listed=True) for look in looks(count, over=MINUTE)]

    assert found(listed(500)) == {(Unusual.MANY, "one", 500)}
    assert found(listed(499)) == set()
    assert found([*listed(499), *looks(99, over=MINUTE)]) == set()


def test_the_same_people_again_are_no_more_and_two_readers_are_two() -> None:
    again = [*looks(60, over=MINUTE), *looks(60, over=MINUTE, at=NOON + 2 * MINUTE)]
    assert found(again) == set()
    assert found([*looks(60, over=MINUTE), *looks(60, over=MINUTE, reader="two")]) == set()


def test_who_went_out_of_the_hour_and_came_back_counts_again() -> None:
    first = looks(60, over=MINUTE)
    assert found([*first, *looks(100, over=MINUTE, at=NOON + 2 * HOUR)]) == {(Unusual.MANY, "one", 100)}


@pytest.mark.parametrize(
    ("hour", "told"), [(21, False), (22, True), (23, True), (0, True), (5, True), (6, False), (12, False)]
)
def test_ten_people_in_the_night_of_the_office(hour: int, told: bool) -> None:
    at = datetime(2026, 11, 24, hour, tzinfo=UTC) - timedelta(hours=9)
    expected = {(Unusual.NIGHT, "one", 10)} if told else set()
    assert found(looks(10, over=59 * MINUTE, at=at)) == expected
    assert found(looks(9, over=59 * MINUTE, at=at)) == set()


def test_a_day_s_reading_at_noon_and_a_little_at_night_is_nothing() -> None:
    late = datetime(2026, 11, 24, 13, tzinfo=UTC)  # ten in the evening
    assert found([*looks(50, over=HOUR), *looks(9, over=MINUTE, at=late)]) == set()


@pytest.mark.parametrize(("readers", "over", "told"), [(4, HOUR, False), (5, 24 * HOUR, True), (5, 25 * HOUR, False)])
def test_five_colleagues_who_open_one_person_within_a_day(readers: int, over: timedelta, told: bool) -> None:
    some = [Look(f"reader {n}", "hanako", NOON + over * n / (readers - 1)) for n in range(readers)]
    daytime = [each for each in unusual(reversed(some), timezone="UTC") if each.sort is Unusual.READERS]
    assert daytime == ([Found(Unusual.READERS, "hanako", readers, NOON + over)] if told else [])


def test_of_each_the_most_there_was_and_its_last_moment() -> None:
    both = [*looks(100, over=MINUTE), *looks(150, over=MINUTE, at=NOON + 2 * HOUR)]
    (most,) = unusual(both, timezone="Asia/Tokyo")
    assert (most.count, most.at) == (150, NOON + 2 * HOUR + MINUTE)
    (first,) = unusual([*looks(100, over=MINUTE), *looks(100, over=MINUTE, at=NOON + 2 * HOUR)], timezone="Asia/Tokyo")
    assert first.at == NOON + MINUTE
