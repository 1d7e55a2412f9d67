"""What is entered into the register stands there whole: how a recipient is reached, an authority, the draft of a
contract that the policy names; each recorded, and of another recipient nothing changes.
"""

import json
from dataclasses import fields
from datetime import datetime
from typing import Any

import pytest

from azukari.core.ledger.events import actor_reference
from azukari.core.ledger.models import Pending
from azukari.core.policy_versions.current import Current
from azukari.core.transfers.events import RECIPIENT_CHANGED
from azukari.core.transfers.models import Channel, Contract, ContractChange, Recipient, Sort
from azukari.core.transfers.register import Reach, add_authority, follow, set_reach
from azukari.lib.conflict import StaleVersion
from tests.disclosure import office

pytestmark = pytest.mark.django_db

WHO = actor_reference(office.ASKER)
COURT: dict[str, Any] = {
    "name": {"ja": "架空町裁判所", "en": "Kakucho Court"},
    "address": {"ja": "架空町1", "en": "1 Kakucho"},
    "country": "NO",
}
REACH = Reach(
    channel=Channel.WEBHOOK,
    public_key="age1key",
    webhook_url="https://kotori.example/",
    representative="Tsubame Kotori",
    contact_name="Hibari",
    contact_email="hibari@kotori.example",
    contact_lang="en",
    abroad={"ja": "十分", "en": "adequate"},
)


def row(slug: str = office.KOTORI) -> Any:
    """All that an entry says, without its proof."""
    found = Recipient.objects.filter(slug=slug).values().get()
    return {name: value for name, value in found.items() if name != "proof"}


def told() -> list[dict[str, str]]:
    rows = Pending.objects.filter(kind=RECIPIENT_CHANGED.name).order_by("id")
    return [json.loads(payload) for payload in rows.values_list("payload", flat=True)]


def court(now: datetime) -> Recipient:
    return add_authority("kakucho-court", **COURT, actor=office.ASKER, now=now)


def test_how_a_recipient_is_reached_is_entered_whole_and_of_it_alone(ruling: Current, moment: datetime) -> None:
    court(moment)
    before, other = row(), row("kakucho-court")
    set_reach(office.KOTORI, REACH, version=before["version"], actor=office.ASKER, now=moment)
    entered = {each.name: getattr(REACH, each.name) for each in fields(REACH)}
    assert row() == {**before, **entered, "version": before["version"] + 1}
    assert row("kakucho-court") == other
    assert {"actor": WHO, "recipient": office.KOTORI, "channel": "webhook"} in told()
    set_reach(office.KOTORI, Reach(Channel.FILE), version=before["version"] + 1, actor=office.ASKER, now=moment)
    assert (row()["abroad"], row()["contact_lang"], row()["public_key"]) == ({}, "ja", "")


def test_who_saw_an_older_entry_changes_nothing(ruling: Current, moment: datetime) -> None:
    Recipient.objects.filter(slug=office.KOTORI).update(version=5)
    before, count = row(), Pending.objects.count()
    for version in (4, 6):
        with pytest.raises(StaleVersion):
            set_reach(office.KOTORI, REACH, version=version, actor=office.ASKER, now=moment)
    with pytest.raises(Recipient.DoesNotExist):
        set_reach("nobody", REACH, version=0, actor=office.ASKER, now=moment)
    assert (row(), Pending.objects.count()) == (before, count)


def test_an_authority_is_entered_with_all_that_is_known_of_it(ruling: Current, moment: datetime) -> None:
    made = court(moment)
    found = row(made.slug)
    assert {name: found[name] for name in COURT} == COURT
    assert (found["sort"], found["created_at"], found["published"]) == (Sort.AUTHORITY, moment, False)
    assert told() == [{"actor": WHO, "recipient": "kakucho-court", "channel": "file"}]


def test_a_contract_that_the_policy_names_begins_as_the_draft_that_the_policy_says(
    ruling: Current, moment: datetime
) -> None:
    entry = ruling.policy.recipients[office.KOTORI]
    named = entry.contract
    assert named is not None
    [contract] = Contract.objects.filter(recipient_id=office.KOTORI)
    assert (contract.reference, contract.service, contract.state) == (named.reference, dict(entry.service), "draft")
    assert (contract.purposes.split(), contract.categories) == ([*entry.purposes], "email name")
    assert contract.clauses.split() == [c.slug for c in ruling.policy.confidentiality if c.slug in named.clauses]
    assert (contract.signed, contract.begins, contract.ends) == (named.signed, named.begins, named.ends)
    [line] = ContractChange.objects.filter(contract=contract)
    assert (line.before, line.after, line.reason, line.actor) == ("", "draft", "published", "system")
    assert line.at == contract.created_at
    follow(ruling, now=moment)
    assert Contract.objects.filter(recipient_id=office.KOTORI).count() == 1


def test_the_same_reference_of_another_company_is_another_contract(ruling: Current, moment: datetime) -> None:
    made = court(moment)
    Contract.objects.filter(recipient_id=office.KOTORI).update(recipient_id=made.slug)
    follow(ruling, now=moment)
    assert Contract.objects.filter(recipient_id=office.KOTORI).count() == 1


def test_a_new_reference_is_a_new_contract(ruling: Current, moment: datetime) -> None:
    Contract.objects.filter(recipient_id=office.KOTORI).update(reference="of last year")
    follow(ruling, now=moment)
    assert Contract.objects.filter(recipient_id=office.KOTORI).count() == 2
