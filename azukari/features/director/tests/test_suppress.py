"""Small numbers of a year of months: none is told, and none can be found by subtraction."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azukari.features.director.suppress import told

LEAST = 5
MONTHS = [date(2025, month, 1) for month in range(1, 13)]
_counts = st.lists(st.one_of(st.integers(0, 7), st.integers(0, 400)), min_size=12, max_size=12)


def _told(counts: list[int], first: int = 6):
    return told(dict(zip(MONTHS, counts, strict=True)), MONTHS[:first], least=LEAST)


def test_a_year_with_no_small_month_is_told_whole():
    found = _told([10] * 12)
    assert found.months == frozenset(MONTHS)
    assert found.year
    assert found.part


def test_a_small_month_takes_another_one_with_it():
    found = _told([3, *[10] * 11])
    hidden = set(MONTHS) - found.months
    assert MONTHS[0] in hidden
    assert len(hidden) == 2
    assert hidden < set(MONTHS[:6]), "the sum of the first six months is told, so the other one is among them"


def test_nothing_is_told_as_nothing():
    found = _told([0] * 12)
    assert found.months == frozenset(MONTHS)
    assert found.year
    assert found.part


def test_a_small_year_is_hidden_with_its_months():
    found = _told([1, 2, *[0] * 10])
    assert not found.year
    assert not found.part
    assert set(MONTHS) - found.months == {MONTHS[0], MONTHS[1]}


def test_a_part_is_hidden_where_the_rest_would_be_small():
    found = _told([10, 10, 10, 10, 10, 10, 3, 0, 0, 0, 0, 0])
    assert found.year
    assert not found.part, "the sum of the year less that of the part would be 3"


@given(_counts, st.integers(1, 12))
def test_no_hidden_month_follows_from_what_is_told(counts: list[int], first: int):
    found = _told(counts, first)
    groups = [MONTHS[:first], MONTHS[first:]] if found.part else [MONTHS]
    of = dict(zip(MONTHS, counts, strict=True))
    for group in groups:
        hidden = [month for month in group if month not in found.months]
        assert all(of[month] == 0 or of[month] >= LEAST for month in found.months)
        if hidden and found.year:
            assert len(hidden) > 1, "one alone would be the sum less the others"
            assert sum(of[month] for month in hidden) >= LEAST
    for month, n in of.items():
        assert month in found.months or n > 0, "a month without anybody tells nobody"


@pytest.mark.parametrize("first", [1, 6, 12])
def test_sums_are_small_nowhere(first: int):
    for counts in product((0, 3, 9), repeat=4):
        whole = [*counts, *[0] * 8]
        found = _told(whole, first)
        if found.year:
            assert sum(whole) == 0 or sum(whole) >= LEAST
        if found.part:
            for part in (whole[:first], whole[first:]):
                assert sum(part) == 0 or sum(part) >= LEAST
