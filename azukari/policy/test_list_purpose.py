"""Which purpose makes a mailing list of a form: the first of a magazine's to which people consent."""

from dataclasses import replace

import pytest

from azukari.policy.list_purpose import list_purpose
from azukari.policy.parse import STARTER, load
from azukari.policy.terms import FormKind, Ground

POLICY = load(STARTER)
MAGAZINE = POLICY.forms["magazine"]


@pytest.mark.parametrize("kind", FormKind)
def test_only_a_form_of_a_magazine_makes_one(kind: FormKind) -> None:
    found = list_purpose(replace(MAGAZINE, kind=kind), POLICY)
    assert found == (POLICY.purposes["magazine"] if kind is FormKind.MAGAZINE else None)


def test_the_first_purpose_that_rests_on_consent_makes_it_and_none_that_is_asked_besides() -> None:
    named = replace(MAGAZINE, purposes=("lottery", "membership", "campaign-updates", "magazine"))
    found = list_purpose(named, POLICY)
    assert found is not None
    assert found.slug == "campaign-updates"
    assert list_purpose(replace(MAGAZINE, purposes=("membership",), consents=("magazine",)), POLICY) is None
    owed = replace(POLICY.purposes["magazine"], ground=Ground.CONTRACT)
    assert list_purpose(MAGAZINE, replace(POLICY, purposes={**POLICY.purposes, "magazine": owed})) is None
