"""Pauses between tries double, up to the longest."""

from datetime import timedelta

import pytest

from azukari.lib.backoff import pause


@pytest.mark.parametrize(("attempts", "minutes"), [(0, 1), (1, 2), (9, 512), (10, 720), (30_000, 720)])
def test_a_pause_doubles_up_to_half_a_day(attempts: int, minutes: int):
    assert pause(attempts) == timedelta(minutes=minutes)


def test_the_longest_pause_may_be_another():
    assert pause(20, longest=timedelta(hours=4)) == timedelta(hours=4)
