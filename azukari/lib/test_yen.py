"""Amounts of yen, as they are typed."""

import pytest

from azukari.lib.yen import yen


@pytest.mark.parametrize(
    "typed", ["3000", "3,000", "３，０００", "3000円", "¥3,000", "￥3000", "\\3,000", " 3 000 ", "3,000　円"]
)
def test_the_same_amount_however_it_is_written(typed: str):
    assert yen(typed) == 3000


@pytest.mark.parametrize("typed", ["", "円", "-1", "3000.5", "three", "三千", "3000ドル", "1" * 10, "9" * 5000, "²"])
def test_what_is_no_amount(typed: str):
    assert yen(typed) is None


def test_the_largest_and_the_least():
    assert (yen("0"), yen("999,999,999")) == (0, 999_999_999)
