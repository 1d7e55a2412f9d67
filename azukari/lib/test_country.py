"""Countries are named to people."""

import pytest

from azukari.lib.country import code_of, countries, country


@pytest.mark.parametrize(
    ("code", "lang", "name"),
    [
        ("JP", "ja", "日本"),
        ("JP", "en", "Japan"),
        ("US", "ja", "アメリカ合衆国"),
        ("DE", "en", "Germany"),
        ("GE", "ja", "ジョージア"),
        ("SZ", "en", "Eswatini"),
        ("ZZ", "en", "ZZ"),
        ("EU", "en", "EU"),
    ],
)
def test_a_code_becomes_a_name(code: str, lang: str, name: str):
    assert country(code, lang) == name


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("日本", "JP"),
        ("Japan", "JP"),
        (" japan", "JP"),
        ("ＪＰ", "JP"),
        ("jp", "JP"),
        ("ドイツ", "DE"),
        ("Nowhere", "Nowhere"),
    ],
)
def test_a_name_in_either_language_becomes_its_code(typed: str, code: str):
    assert code_of(typed) == code


def test_only_countries_are_offered() -> None:
    codes = {code for code, _name in countries("en")}
    assert {"JP", "DE", "TW"} <= codes
    assert not codes & {"EU", "UN", "ZZ"}
