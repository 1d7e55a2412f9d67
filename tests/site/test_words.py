"""One word for one thing: what docs/words.md says is what the interface, the letters and the starter policy say."""

import re

import pytest

from azukari.policy.parse import STARTER, load
from azukari.policy.retention_words import kept_for
from azukari.site import messages
from tests.site.texts import ROOT, catalogues, everything, said

WORDS = ROOT / "docs" / "words.md"
_CODE = re.compile(r"\bP\d+[YMWD]\b")


def _tables() -> list[list[list[str]]]:
    blocks = re.findall(r"(?:^\|.*\n)+", WORDS.read_text("utf-8"), re.MULTILINE)
    return [
        [[cell.strip() for cell in line.strip("|").split("|")] for line in block.splitlines()[2:]] for block in blocks
    ]


def _listed(cell: str) -> list[str]:
    return [each.strip() for each in cell.split(";") if each.strip()]


TERMS, COUNTED = _tables()
"""Terms: English, Japanese, instead of, where. Counted: what for, English, Japanese."""


def _of_catalogue(package: str) -> str:
    path = messages.PACKAGE / package / "locale" / "ja" / "LC_MESSAGES" / "django.po"
    return "\n".join(said(message) for message in catalogues()[path] if message.id)


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term[0])
def test_each_term_stands_where_the_table_says(term: list[str]):
    english, japanese, _, where = term
    policy = load(STARTER)
    kept = "\n".join(text for purpose in policy.purposes.values() for text in kept_for(policy, purpose).values())
    for package in where.split(", "):
        text = kept if package == "policy" else _of_catalogue(package)
        assert japanese in text, (japanese, package)
        assert any(re.search(rf"\b{re.escape(each)}", text, re.IGNORECASE) for each in _listed(english)), (
            english,
            package,
        )


def test_no_word_that_the_table_forbids_is_left():
    forbidden = [each for term in TERMS for each in _listed(term[2])]
    assert len(forbidden) > 30
    any_of_them = re.compile("|".join(map(re.escape, forbidden)), re.IGNORECASE)
    found = [f"{place}: {word[0]}" for place, text in everything() for word in any_of_them.finditer(text)]
    assert found == []


def test_a_forbidden_word_would_be_found():
    places = [place for place, _ in everything()]
    assert any(place.endswith("starter.yaml") for place in places)
    assert any(place.endswith("azukari/policy/notice.py") for place in places)
    assert any(place.endswith("forms/check.html") for place in places)
    assert len(places) > 2500


def test_what_a_period_counts_from_is_in_the_words_of_the_table():
    policy = load(STARTER)
    told = [kept_for(policy, purpose) for purpose in policy.purposes.values()]
    from_there = [(row[1], row[2]) for row in COUNTED]
    for purpose in ("membership", "volunteers", "feedback", "magazine", "campaign", "campaign-updates"):
        words = kept_for(policy, policy.purposes[purpose])
        assert any(words["en"].endswith(en) and words["ja"].startswith(ja) for en, ja in from_there), words
    assert {"ja": "退会から1年", "en": "1 year after you leave"} in told


def test_no_period_is_written_as_code():
    written = [f"{place}: {text}" for place, text in everything() if "locale" in place and _CODE.search(text)]
    assert written == []
