"""Bursts of sign-ups: found where one domain brings far more than it used to, and not where all of them do."""

from datetime import UTC, datetime, timedelta

import pytest

from azukari.policy.burst import LEAST, TIMES, Burst, Hour, bursts

START = datetime(2027, 5, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
A, B = b"a", b"b"


def _trend(**counts):
    """By domain, the counts of hours from the start on; quiet hours have no row."""
    return [
        Hour(domain.encode(), START + at * HOUR, count)
        for domain, hours in counts.items()
        for at, count in enumerate(hours)
        if count
    ]


def _at(hour):
    return START + hour * HOUR


def test_nothing_is_nothing():
    assert bursts([]) == []


@pytest.mark.parametrize(
    ("usual", "count", "is_burst"),
    [
        (1, LEAST - 1, False),
        (1, LEAST, True),
        (4, 4 * TIMES, False),
        (4, 4 * TIMES + 1, True),
        (10, 10 * TIMES, False),
        (10, 10 * TIMES + 1, True),
        (0, LEAST, True),
    ],
)
def test_so_many_and_so_many_times_what_was_usual(usual, count, is_burst):
    found = bursts(_trend(a=[usual] * 10 + [count], b=[1] * 11))
    assert found == ([Burst(A, _at(10), _at(11), count)] if is_burst else [])


@pytest.mark.parametrize(("usual", "count", "is_burst"), [(0, 19, False), (0, 20, True), (6, 30, False), (6, 31, True)])
def test_twenty_in_an_hour_and_more_than_five_times_as_many_as_before_are_a_burst(usual, count, is_burst):
    assert bool(bursts(_trend(a=[usual] * 10 + [count], b=[1] * 11))) is is_burst


def test_the_first_hours_count_as_they_are():
    assert bursts(_trend(a=[30])) == [Burst(A, _at(0), _at(1), 30)]
    for more, is_burst in ((0, False), (1, True)):
        for others, rise in (([10, 10], 1), ([10, 1], 1), ([10, 20], 2)):
            count = 4 * TIMES * rise + more
            found = bursts(_trend(a=[4, count], b=others))
            assert found == ([Burst(A, _at(1), _at(2), count)] if is_burst else [])


def test_where_all_of_them_rise_nobody_stands_out():
    assert bursts(_trend(a=[2] * 10 + [40], b=[10] * 10 + [200])) == []
    assert bursts(_trend(a=[2] * 10 + [40], b=[10] * 10 + [10])) == [Burst(A, _at(10), _at(11), 40)]


def test_hours_that_follow_each_other_are_one_burst_and_others_are_their_own():
    found = bursts(_trend(a=[1] * 5 + [30, 50, 1, 40], b=[2] * 9))
    assert found == [Burst(A, _at(5), _at(7), 80), Burst(A, _at(8), _at(9), 40)], "The largest first."


def test_what_was_unusual_does_not_make_the_next_usual():
    found = bursts(_trend(a=[1] * 5 + [30] * 8, b=[2] * 13))
    assert found == [Burst(A, _at(5), _at(13), 240)]


def test_quiet_hours_count_in_what_is_usual():
    quiet = [Hour(A, _at(0), 8), Hour(A, _at(9), 21), *_trend(b=[1] * 10)]
    busy = [*_trend(a=[8] * 9), Hour(A, _at(9), 21), *_trend(b=[1] * 10)]
    assert bursts(quiet) == [Burst(A, _at(9), _at(10), 21)]
    assert bursts(busy) == []


def test_of_equal_ones_the_earlier_then_the_name():
    found = bursts(_trend(b=[1] * 5 + [30, 1, 1], a=[1] * 5 + [1, 1, 30]))
    assert [each.domain for each in found] == [B, A]
    together = bursts(_trend(b=[30], a=[30]))
    assert [each.domain for each in together] in ([A, B], [])
