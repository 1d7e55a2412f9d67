"""Whatever the program answers by a code, it says in words: each code that stands anywhere in the program has them."""

import re
from pathlib import Path

import pytest

from azukari.policy import disclose_words, explain
from azukari.policy.disclose_words import GROUND_TITLES, sentences
from azukari.policy.disclosure import DisclosureGround
from azukari.policy.explain import ACTS, name_act
from azukari.policy.terms import Act

HOUSE = Path(__file__).parents[1]
_WORDS = {"explain.py", "disclose_words.py"}


def _spoken(parts: str) -> set[str]:
    """The codes that the source names, of these parts."""
    code = re.compile(rf'"((?:{parts})\.[a-z-]+)"')
    files = (path for path in HOUSE.rglob("*.py") if not path.name.startswith("test_") and path.name not in _WORDS)
    return {found for path in files if "tests" not in path.parts for found in code.findall(path.read_text("utf-8"))}


@pytest.mark.parametrize(
    ("parts", "known"),
    [
        ("release|act|way|search|use|merge|part|submit", explain.CODES),
        ("disclose", disclose_words.CODES),
    ],
)
def test_each_code_that_is_spoken_has_its_words(parts: str, known: frozenset[str]) -> None:
    spoken = _spoken(parts) - {"act.nobody"}  # a finding of the check
    assert len(spoken) > 10
    assert spoken <= known


def test_no_words_are_kept_that_nothing_says_any_more() -> None:
    """Of opening and of acts; those of the gate are put together of its questions' own words."""
    parts = "release|act|way|search|use|merge|part|submit"
    assert _spoken(parts) >= explain.CODES


def test_each_ground_and_each_act_has_its_name_in_both_languages() -> None:
    assert {*GROUND_TITLES} == {*DisclosureGround}
    assert {*ACTS} == {*Act}
    named = [*GROUND_TITLES.values(), *(name_act(act) for act in Act)]
    for lang in ("ja", "en"):
        assert len({text[lang] for text in named}) == len(named), "Each is called by a name of its own."


def test_every_sentence_and_every_remedy_is_given_to_translators_once_and_never_empty() -> None:
    said = [*sentences()]
    assert len(said) > len(disclose_words.CODES)
    assert all(en and ja for en, ja in said)
    assert ("Ask the person.", "ご本人に同意をお願いしてください。") in said
