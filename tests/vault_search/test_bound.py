"""How much the index gives away: a code is few bits, shared by several people, and no letter can be read from it."""

from collections import Counter

import pytest

from azukari.core.policy_versions.current import Current
from azukari.core.vault.index_code import MOST, bits_for, code, span
from azukari.core.vault.index_words import Lane, beginnings
from azukari.core.vault.models import SealedValue, SearchCode
from azukari.policy.terms import Category
from tests.console import desks
from tests.vault_search.names import thousand

KEY = bytes(range(32))


@pytest.mark.parametrize("people", [0, 1, 50, 200, 1_000, 10_000, 100_000, 1_000_000])
def test_values_of_many_people_share_all_their_codes_two_by_two(people: int):
    bits = bits_for(people)
    assert bits <= MOST
    assert people < 2**3 or people / 2**bits >= 2
    assert people >= 2**18 or people / 2**bits <= 4  # and a search has not to open everybody


@pytest.mark.parametrize("bits", [2, 3, 6, 9, 12, 16])
@pytest.mark.parametrize(
    ("category", "text"),
    [
        (Category.NAME, "佐藤 花子"),
        (Category.NAME, "Zoë Smith"),
        (Category.EMAIL, "aoba@example.org"),
        (Category.PHONE, "03-1234-5678"),
    ],
)
def test_all_codes_of_a_value_together_have_no_more_bits_than_allowed(bits: int, category: Category, text: str):
    parts = beginnings(category, text)
    widest = [span(KEY, lane, "", bits=bits)[1] + 1 for lane, _part in parts]
    total = 1
    for width in widest:
        total *= width
    assert total <= 2**bits


def test_a_longer_beginning_lies_within_a_shorter_one():
    low, high = 0, 2**16
    for typed in ("サ", "サト", "サトウ"):
        inner = span(KEY, Lane.NAME, typed, bits=16)
        assert low <= inner[0] <= inner[1] <= high
        assert inner[1] - inner[0] < high - low
        low, high = inner
    assert low <= code(KEY, Lane.NAME, "サトウハナコ", bits=16) <= high


def test_no_code_stands_for_one_name_alone():
    """Of a thousand different names, none has the codes of its beginning for itself."""
    texts = {beginnings(Category.NAME, name.text)[0][1] for name in thousand()}
    counts = Counter(code(KEY, Lane.NAME, text, bits=bits_for(len(texts))) for text in texts)
    assert len(counts) <= 2**4
    assert min(counts.values()) > 2**3


def test_a_code_has_no_room_for_a_letter_and_differs_from_key_to_key(published: Current):
    desks.register("membership")
    assert max(SearchCode.objects.values_list("code", flat=True)) < 2**2
    other = bytes(32)
    texts = [name.text for name in thousand()]
    same = sum(code(KEY, Lane.NAME, text, bits=16) == code(other, Lane.NAME, text, bits=16) for text in texts)
    assert same < len(texts) / 20


def test_the_index_holds_nothing_but_numbers_and_whose_they_are():
    whose = {"value": "ForeignKey", "person_id": "UUIDField"}
    kinds = {field.get_internal_type() for field in SearchCode._meta.concrete_fields if field.name not in whose}
    assert kinds == {"PositiveSmallIntegerField", "PositiveIntegerField", "ForeignKey"}
    assert {name: SearchCode._meta.get_field(name).get_internal_type() for name in whose} == whose
    assert SealedValue._meta.get_field("id").get_internal_type() == "UUIDField"


def test_the_steps_of_a_code_are_drawn_apart_though_the_text_is_as_short_as_the_first():
    codes = [code(KEY, Lane.NAME, chr(0x30A2 + n), bits=16) for n in range(40)]
    assert any(made >> 5 != made >> 2 & 7 for made in codes), "Else a short name has fewer codes than its bits say."
