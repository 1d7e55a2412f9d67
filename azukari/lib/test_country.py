"""Countries are named to people."""

import subprocess
import sys

import pytest

from azukari.lib.country import code_of, country


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


def test_no_table_of_the_places_of_numbers_is_read_for_it() -> None:
    """They would cost each process a second."""
    code = "import sys; from azukari.lib.country import country; country('JP', 'ja'); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - ours
    assert not [name for name in done.stdout.split() if name.startswith("phonenumbers.geodata")]


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
