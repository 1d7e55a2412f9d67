"""P24: the contractor has already signed the same degree of confidentiality: unsigned, or a clause missing: refused."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from azukari.core.transfers.contracts import Signature, describe, parity, put_in_force, sign
from azukari.core.transfers.disclose import propose
from azukari.core.transfers.models import Contract, ContractChange
from azukari.core.vault.refusal import Refused
from azukari.lib.conflict import InvalidTransition, StaleVersion
from tests.disclosure import office
from tests.promises.signed import details

pytestmark = pytest.mark.django_db


def test_an_unsigned_contract_cannot_be_put_in_force(ruling, moment):
    contract = Contract.objects.get(recipient_id=office.KOTORI)
    with pytest.raises(InvalidTransition):
        put_in_force(contract, version=contract.version, actor=office.ASKER, now=moment)


def test_not_even_by_hand(ruling, moment):
    for state in ("signed", "in-force", "suspended"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Contract.objects.filter(recipient_id=office.KOTORI).update(state=state)


def test_a_signature_that_lies_ahead_is_none(ruling, moment):
    contract = Contract.objects.get(recipient_id=office.KOTORI)
    contract.improves = {"ja": "良くなる", "en": "better"}
    contract.save()
    tomorrow = (moment + timedelta(days=2)).date()
    with pytest.raises(InvalidTransition, match="is in the future"):
        sign(
            contract,
            Signature(tomorrow, "A", "B", office.DOCUMENT),
            version=contract.version,
            actor=office.ASKER,
            now=moment,
        )


def test_a_missing_clause_keeps_it_from_coming_into_force(charter_office):
    contract, policy, moment = charter_office
    lines = parity(policy, contract)
    assert [line.clause.slug for line in lines if not line.held] == ["secrecy"]
    with pytest.raises(InvalidTransition, match="all that binds us"):
        put_in_force(contract, version=contract.version, actor=office.ASKER, now=moment)


def test_a_clause_that_is_struck_out_later_refuses_the_next_transfer(kotori, readers, moment):
    Contract.objects.update(clauses=kotori.contract.clauses.replace("secrecy ", ""))
    with pytest.raises(Refused) as refused:
        propose(office.wish(), actor=office.ASKER, now=moment)
    assert refused.value.verdict.code == "disclose.clause-missing"
    assert "漏らさず" in refused.value.verdict.sentence["ja"]  # the duty in its own words


def test_its_history_cannot_be_changed(kotori):
    steps = list(ContractChange.objects.order_by("at", "id").values_list("after", flat=True))
    assert sorted(steps) == ["draft", "in-force", "signed"]
    with pytest.raises(IntegrityError), transaction.atomic():
        ContractChange.objects.update(after="ended")
    with pytest.raises(IntegrityError), transaction.atomic():
        ContractChange.objects.all()._raw_delete("default")


def test_a_signed_contract_is_not_reworded(kotori, moment):
    contract = kotori.contract
    with pytest.raises(InvalidTransition):
        describe(contract, details(contract), version=contract.version, actor=office.ASKER, now=moment)


def test_a_stale_page_changes_nothing(kotori, moment):
    contract = kotori.contract
    with pytest.raises(StaleVersion):
        put_in_force(contract, version=contract.version - 1, actor=office.ASKER, now=moment)


@pytest.fixture
def charter_office(ruling, moment):
    """A signed contract from which one duty is missing."""
    contract = Contract.objects.get(recipient_id=office.KOTORI)
    clauses = [c.slug for c in ruling.policy.confidentiality if c.slug != "secrecy"]
    contract = describe(contract, details(contract, clauses), version=contract.version, actor=office.ASKER, now=moment)
    signature = Signature(moment.date() - timedelta(days=1), "A", "B", office.DOCUMENT)
    contract = sign(contract, signature, version=contract.version, actor=office.ASKER, now=moment)
    return contract, ruling.policy, moment
