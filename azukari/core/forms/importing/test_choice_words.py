"""Which words of a list name a choice, and which are left for the form to refuse."""

import pytest

from azukari.core.forms.importing.choice_words import accepted_words, chosen_values
from azukari.policy.terms import Category, Choice, Field, FieldType

FIELD = Field(
    "member_class",
    Category.OCCUPATION,
    FieldType.CHOICE,
    {"ja": "会員の種類", "en": "Class"},
    ("membership",),
    {"ja": "会費", "en": "Fees"},
    choices=(
        Choice("regular", {"ja": "一般会員（年3,000円）", "en": "Regular (3,000 yen)"}),
        Choice("family", {"ja": "家族会員(二人)", "en": "Family (two)"}),
        Choice("large", {"ja": "家族会員(三人以上)", "en": "Family (three or more)"}),
        Choice("friend", {"ja": "(ほかの)友の会", "en": "regular"}),
        Choice("gift", {"ja": "friend(贈りもの)", "en": "Gift"}),
    ),
)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("一般会員", "regular"),
        (" 一般会員（年3,000円） ", "regular"),
        ("家族会員", "家族会員"),  # of two of them
        ("家族会員(二人)", "family"),
        ("Regular", "friend"),  # another's whole label
        ("friend", "friend"),  # another's value
        ("会員", "会員"),
    ],
)
def test_a_label_up_to_its_bracket_names_its_choice_unless_it_could_be_another(typed: str, value: str):
    assert chosen_values(FIELD, typed, {}) == [value]


def test_what_the_list_calls_it_goes_before_our_words():
    assert chosen_values(FIELD, "一般会員", {"一般会員": "family"}) == ["family"]
    assert chosen_values(FIELD, "", {}) == []


def test_the_words_that_are_told_are_words_that_are_taken():
    for lang in ("ja", "en"):
        told = accepted_words(FIELD, lang)
        assert [chosen_values(FIELD, word, {}) for word in told] == [[choice.value] for choice in FIELD.choices]
    assert accepted_words(FIELD, "ja")[:2] == ["一般会員", "家族会員(二人)"]
