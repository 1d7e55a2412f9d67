"""Identifiers sort by the time they were made, and are never the same twice."""

import time
from uuid import RFC_4122

import pytest

from azukari.lib.identifier import new_id, new_ids


def test_identifiers_are_uuids_of_version_7():
    id = new_id()
    assert (id.version, id.variant) == (7, RFC_4122)


def test_later_ones_sort_later():
    first = new_id()
    time.sleep(0.003)
    second = new_id()
    assert first < second
    assert first.hex < second.hex


def test_the_first_48_bits_are_the_milliseconds():
    before, id, after = time.time_ns() // 1_000_000, new_id(), time.time_ns() // 1_000_000
    assert before <= id.int >> 80 <= after


def test_no_two_are_the_same():
    assert len({new_id() for _ in range(20_000)}) == 20_000


def test_many_at_once_are_as_good_as_one_after_another():
    before, ids, after = time.time_ns() // 1_000_000, new_ids(20_000), time.time_ns() // 1_000_000
    assert len(set(ids)) == 20_000
    assert {(id.version, id.variant) for id in ids} == {(7, RFC_4122)}
    assert all(before <= id.int >> 80 <= after + 1 for id in ids)


def test_what_is_made_in_one_go_sorts_in_its_order():
    one_by_one, together = [new_id() for _ in range(2_000)], new_ids(2_000)
    assert one_by_one + together == sorted(one_by_one + together)


@pytest.mark.parametrize(("back", "sorts"), [(0, True), (999, True), (1_001, False), (3_600_000, False)])
def test_a_clock_that_is_put_back_is_waited_for_a_second_and_no_longer(
    monkeypatch: pytest.MonkeyPatch, back: int, sorts: bool
):
    now = time.time_ns() // 1_000_000 + 10_000
    monkeypatch.setattr(time, "time_ns", lambda: now * 1_000_000)
    first = new_id()
    monkeypatch.setattr(time, "time_ns", lambda: (now - back) * 1_000_000)
    second = new_id()
    assert (first < second) is sorts
    assert sorts or second.int >> 80 == now - back
