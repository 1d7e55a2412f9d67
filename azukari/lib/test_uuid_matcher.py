"""A sieve finds each of the identifiers that are sought, in any spelling, and no other."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from azukari.lib.identifier import new_ids
from azukari.lib.uuid_matcher import UuidMatcher

IDS = some.uuids()
TEXTS = some.text(some.characters(codec="utf-8", categories=("L", "N", "P")), max_size=12)


@given(some.sets(IDS, min_size=1, max_size=30), some.data())
def test_what_is_sought_is_found_wherever_it_stands(sought: set[UUID], data: some.DataObject):
    there = data.draw(some.lists(some.sampled_from(sorted(sought)), max_size=5))
    spelled = [data.draw(some.sampled_from([str(id), id.hex, id.hex.upper(), str(id).upper()])) for id in there]
    text = data.draw(TEXTS).join(["", *spelled, ""])
    sieve = UuidMatcher(sought)
    assert sieve.in_text(text) >= set(there)
    assert sieve.in_bytes(text.encode()) >= set(there)
    assert sieve.in_bytes(data.draw(some.binary(max_size=20)).join([id.bytes for id in there])) >= set(there)


@given(some.sets(IDS, min_size=1, max_size=30), some.sets(IDS, max_size=10))
def test_what_is_not_sought_is_not_found(sought: set[UUID], others: set[UUID]):
    sieve, others = UuidMatcher(sought), others - sought
    assert not any(sieve.in_text(f"{id} {id.hex}") for id in others)
    assert not any(sieve.in_bytes(b"\0" + id.bytes) for id in others)


def test_one_that_begins_within_another_is_found():
    first, second = UUID("0" * 31 + "1"), UUID("0" * 30 + "11")
    assert UuidMatcher([first, second]).in_text(first.hex + "1") == {first, second}


@pytest.mark.parametrize("count", [1, 2, 5000])
def test_among_many_of_the_same_days_each_is_told_apart(count: int):
    sought, others = new_ids(count), new_ids(count)
    sieve = UuidMatcher(sought)
    assert sieve.in_text(" ".join(map(str, sought + others))) == set(sought)
    assert sieve.in_bytes(b"".join(id.bytes for id in sought + others)) == set(sought)
