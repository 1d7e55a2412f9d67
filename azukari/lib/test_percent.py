"""Percents and percentiles."""

import pytest

from azukari.lib.percent import nearest_rank


@pytest.mark.parametrize(
    ("share", "count", "rank"),
    [(50, 1, 1), (50, 2, 1), (50, 3, 2), (95, 1, 1), (95, 19, 19), (95, 20, 19)],
)
def test_a_percentile_is_the_least_value_that_so_many_do_not_exceed(share: int, count: int, rank: int) -> None:
    assert nearest_rank(share, count) == rank
    assert 100 * rank >= share * count > 100 * (rank - 1)
