"""P28: outsourcing exists to improve the services: without a purpose there is no contract record."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from azukari.core.transfers.contracts import Signature, describe, sign
from azukari.core.transfers.models import Contract
from azukari.lib.conflict import InvalidTransition
from tests.disclosure import office
from tests.promises.signed import details

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "changed", [{"purposes": []}, {"improves": {"ja": "", "en": "better"}}, {"service": {"ja": "配信", "en": ""}}]
)
def test_a_contract_says_what_for_and_how_that_makes_the_services_better(ruling, moment, changed):
    contract = Contract.objects.get(recipient_id=office.KOTORI)
    with pytest.raises(InvalidTransition, match="makes our services better"):
        describe(
            contract, replace(details(contract), **changed), version=contract.version, actor=office.ASKER, now=moment
        )


def test_without_it_nothing_is_signed(ruling, moment):
    contract = Contract.objects.get(recipient_id=office.KOTORI)
    signature = Signature(contract.begins, "A", "B", office.DOCUMENT)
    with pytest.raises(InvalidTransition, match="makes our services better"):
        sign(contract, signature, version=contract.version, actor=office.ASKER, now=moment)


def test_the_database_keeps_no_contract_without_a_purpose(ruling):
    with pytest.raises(IntegrityError), transaction.atomic():
        Contract.objects.update(purposes="")


@pytest.mark.parametrize("changed", [{"purposes": ["membership"]}, {"categories": ["phone"]}])
def test_it_is_never_wider_than_the_policy(ruling, moment, changed):
    contract = Contract.objects.get(recipient_id=office.KOTORI)
    with pytest.raises(InvalidTransition, match="more than the policy says"):
        describe(
            contract, replace(details(contract), **changed), version=contract.version, actor=office.ASKER, now=moment
        )
