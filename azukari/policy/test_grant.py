"""What a submission gives a right to at once: the purposes of its form, and those that were agreed to (P06, P14)."""

import pytest

from azukari.policy.grant import begins_at_once
from azukari.policy.parse import STARTER, load
from azukari.policy.wording import Wording

POLICY = load(STARTER)


@pytest.mark.parametrize(
    ("form", "agreed", "purposes"),
    [
        ("membership", [], ["membership"]),  # the books begin with a payment
        ("membership", ["magazine"], ["membership", "magazine"]),
        ("membership", ["campaign-updates", "lottery"], ["membership"]),
        ("plastic-free-river", ["magazine"], ["campaign", "magazine"]),
        ("magazine", ["feedback"], ["magazine"]),
    ],
)
def test_the_form_s_purposes_and_those_agreed_to_that_it_offers(form, agreed, purposes):
    assert begins_at_once(POLICY, POLICY.forms[form], agreed) == purposes


def test_a_text_that_is_not_written_yet_is_read_in_another_language_or_as_a_mark():
    assert Wording({"en": "words"})["ja"] == "words"
    assert Wording({"en": ""})["ja"] == Wording()["ja"] == "(未記入)"
    assert Wording()["en"] == "(not written yet)"
    with pytest.raises(KeyError):
        Wording()["fr"]
