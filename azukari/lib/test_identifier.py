"""Identifiers sort by the time they were made, and are never the same twice."""

import time
from uuid import RFC_4122

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
    assert all(before <= id.int >> 80 <= after for id in ids)
