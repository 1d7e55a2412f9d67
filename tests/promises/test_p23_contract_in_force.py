"""P23: what a contractor gets, it gets under a contract in force; without one it is refused."""

import pytest

from azukari.core.transfers.contracts import end, put_in_force, suspend
from azukari.core.transfers.disclose import propose
from azukari.core.transfers.models import ContractReason
from azukari.core.vault.refusal import Refused
from tests.disclosure import office

pytestmark = pytest.mark.django_db


def refusal(moment, **changes):
    with pytest.raises(Refused) as refused:
        propose(office.wish(**changes), actor=office.ASKER, now=moment)
    return refused.value.verdict.code


def test_a_company_without_a_contract_is_refused(ruling, readers, moment):
    office.keyed(office.KOTORI, now=moment)
    assert refusal(moment) == "disclose.contract-draft"


def test_while_it_is_suspended_nothing_goes_and_then_it_does_again(kotori, readers, moment):
    suspend(kotori.contract, reason=ContractReason.BREACH, words="", version=None, actor=office.ASKER, now=moment)
    assert refusal(moment) == "disclose.contract-suspended"
    contract = kotori.contract
    put_in_force(contract, version=contract.version, actor=office.ASKER, now=moment)
    propose(office.wish(), actor=office.ASKER, now=moment)


def test_when_it_is_over_it_is_over(kotori, readers, moment):
    contract = kotori.contract
    end(
        contract,
        reason=ContractReason.TERMINATED,
        words="",
        version=contract.version,
        actor=office.ASKER,
        now=moment,
    )
    assert refusal(moment) == "disclose.contract-ended"


def test_the_contract_says_for_what(ruling, readers, moment):
    office.engaged(now=moment, purposes=["campaign-updates"], categories=["email"])
    assert refusal(moment) == "disclose.purpose-outside-contract"
