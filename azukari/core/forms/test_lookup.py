"""The address of a postcode is put before what was typed, and nothing stands there twice."""

import pytest

from azukari.core.forms.lookup import joined
from azukari.lib.postal_address import addresses

FOUND = addresses("100-0001")[0]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", "東京都千代田区千代田"),
        ("1-1", "東京都千代田区千代田1-1"),
        ("東京都", "東京都千代田区千代田"),
        ("東京都千代田区", "東京都千代田区千代田"),
        ("東京都千代田区千代田1-1", "東京都千代田区千代田1-1"),
        ("千代田区千代田1-1", "東京都千代田区千代田1-1"),
        ("千代田1-1", "東京都千代田区千代田1-1"),
        ("東京都港区1-1", "東京都千代田区千代田東京都港区1-1"),
    ],
)
def test_nothing_stands_twice(typed: str, kept: str) -> None:
    assert joined(FOUND, typed) == kept
