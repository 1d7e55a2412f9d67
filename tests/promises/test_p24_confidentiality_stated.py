"""P24: the contractor has ALREADY signed the same degree of confidentiality: clause by clause, and before it begins."""

import pytest

from azukari.policy.parse import STARTER, load
from tests.promises.policy_draft import BOTH, objections

CLAUSES = sorted(clause.slug for clause in load(STARTER).confidentiality)


@pytest.mark.parametrize("clause", CLAUSES)
def test_each_clause_that_binds_us_must_bind_the_contractor(clause: str):
    assert objections(lambda policy: policy["recipients"]["kotori-mail"]["contract"]["clauses"].remove(clause)) == {
        "recipient.clause-missing"
    }


def test_a_new_duty_of_our_own_is_demanded_of_the_contractor_as_well():
    oath = {"slug": "oath", "text": BOTH}
    assert objections(lambda policy: policy["confidentiality"].append(oath)) == {"recipient.clause-missing"}


def test_an_unsigned_contract_is_refused():
    assert objections(lambda policy: policy["recipients"]["kotori-mail"]["contract"].pop("signed")) == {
        "recipient.unsigned"
    }


def test_a_contract_signed_after_it_began_is_refused():
    assert objections(lambda policy: policy["recipients"]["kotori-mail"]["contract"].update(signed="2026-04-02")) == {
        "recipient.signed-late"
    }


def test_without_duties_of_our_own_nobody_can_be_entrusted():
    assert "confidentiality.none" in objections(lambda policy: policy.update(confidentiality=[]))
