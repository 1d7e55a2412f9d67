"""Countries are named to people."""

import pytest

from azukari.lib.country import country


@pytest.mark.parametrize(
    ("code", "lang", "name"),
    [
        ("JP", "ja", "日本"),
        ("JP", "en", "Japan"),
        ("US", "ja", "アメリカ合衆国"),
        ("DE", "en", "Germany"),
        ("ZZ", "en", "ZZ"),
    ],
)
def test_a_code_becomes_a_name(code: str, lang: str, name: str):
    assert country(code, lang) == name
