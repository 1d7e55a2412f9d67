"""Who may be asked to collect a payment, and what the ledger says of asking or refusing (P23)."""

import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.conf import settings as django_settings

from azukari.core.ledger.events import actor_reference
from azukari.core.ledger.models import Pending
from azukari.core.policy_versions.publish import publish
from azukari.core.transfers.contracts import suspend
from azukari.core.transfers.events import TRANSFER_REFUSED
from azukari.core.transfers.models import Contract, ContractReason
from azukari.core.transfers.payment_gate import claim_collector, collector
from azukari.core.vault.refusal import Refused
from azukari.demo.payments import PROVIDER, with_payments
from azukari.demo.people import SETTER
from azukari.lib.instance import Payments
from azukari.policy.parse import STARTER
from tests.cast import NOW
from tests.disclosure import office

pytestmark = pytest.mark.django_db


@pytest.fixture
def named(settings) -> None:
    settings.AZUKARI = replace(django_settings.AZUKARI, payments=Payments(PROVIDER, "stripe"))


@pytest.fixture
def company(db: None, named: None) -> office.Company:
    publish(with_payments(STARTER.read_text("utf-8")), actor=SETTER, now=NOW, file=STARTER.name)
    return office.engaged(now=NOW, slug=PROVIDER, purposes=("membership", "dues-record"), categories=())


def refusals() -> list[dict[str, str]]:
    rows = Pending.objects.filter(kind=TRANSFER_REFUSED.name).values_list("payload", flat=True)
    return [json.loads(payload) for payload in rows]


@pytest.mark.parametrize(
    ("purposes", "found"),
    [
        (["membership"], "membership"),
        (["dues-record", "membership"], "dues-record"),
        (["magazine", "membership"], "membership"),
    ],
)
def test_it_is_asked_for_the_first_purpose_that_is_its_own(company, purposes, found):
    for known in (collector(purposes, now=NOW), claim_collector(purposes, actor=office.ASKER, now=NOW)):
        assert known is not None
        assert (known.slug, known.purpose, known.name["en"]) == (PROVIDER, found, "Hibiki Payments Inc.")
        assert known.handed() == {
            "recipient": PROVIDER,
            "purpose": found,
            "ground": "contract",
            "contract": str(Contract.objects.get(recipient_id=PROVIDER).id),
        }
    assert refusals() == []


@pytest.mark.parametrize(("purposes", "written"), [(["magazine"], "magazine"), ([], "unknown")])
def test_for_no_other_purpose_is_it_asked(company, purposes, written):
    assert collector(purposes, now=NOW) is None
    assert refusals() == [], "who only looks whether there is one is refused nothing"
    with pytest.raises(Refused) as refused:
        claim_collector(purposes, actor=office.ASKER, now=NOW)
    assert not refused.value.verdict
    [said] = refusals()
    assert (said["recipient"], said["purpose"], said["ground"]) == (PROVIDER, written, "contract")
    assert (said["actor"], said["code"]) == (actor_reference(office.ASKER), refused.value.verdict.code)


def test_while_its_contract_is_suspended_or_over_it_is_not_asked(company):
    suspend(company.contract, reason=ContractReason.BREACH, words="", version=None, actor=office.ASKER, now=NOW)
    assert collector(["membership"], now=NOW) is None
    with pytest.raises(Refused) as refused:
        claim_collector(["membership"], actor=office.ASKER, now=NOW)
    assert refused.value.verdict.code == "disclose.contract-suspended"
    Contract.objects.filter(recipient_id=PROVIDER).update(state="in-force")
    over: datetime = NOW + timedelta(days=366 * 6)
    assert collector(["membership"], now=over) is None


def test_where_none_is_set_none_is_asked(company, settings):
    settings.AZUKARI = replace(django_settings.AZUKARI, payments=Payments())
    assert collector(["membership"], now=NOW) is None
    with pytest.raises(Refused):
        claim_collector(["membership"], actor=office.ASKER, now=NOW)


def test_a_provider_without_a_contract_is_named_without_one(company):
    known = collector(["membership"], now=NOW)
    assert known is not None
    Contract.objects.filter(recipient_id=PROVIDER).update(recipient_id=office.KOTORI, reference="another")
    assert known.handed() == {"recipient": PROVIDER, "purpose": "membership", "ground": "contract"}
