"""Which records of transfers go (`core.transfers.record_retention`): those of a kind together, after the last of them,
and nothing of another recipient, purpose or person. That it works as a whole is P27.
"""

from datetime import timedelta
from uuid import UUID

import pytest

from azukari.core.ledger.events import Event
from azukari.core.ledger.models import Pending
from azukari.core.people.models import Person, Trail
from azukari.core.policy_versions.current import current
from azukari.core.transfers import record_retention, spool
from azukari.core.transfers.events import (
    INSTRUCTION_ACKNOWLEDGED,
    INSTRUCTION_SENT,
    TRANSFER_REFUSED,
    TRANSFER_WITHHELD,
)
from azukari.core.transfers.models import Consent, Contract, Instruction, Transfer, TransferPerson, TransferState
from azukari.core.transfers.record_retention import forget, going
from azukari.core.vault.events import TRANSFER_MADE, VALUE_CORRECTED
from azukari.core.vault.trail import record_about
from azukari.lib.identifier import new_id
from azukari.policy.disclosure import ContractState
from azukari.policy.period import after
from tests.console import desks
from tests.disclosure import office
from tests.disclosure.rows import instruction, somebody, went
from tests.rights.one_row import one_row

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=366)


@pytest.fixture
def others(kotori) -> str:
    """Another recipient, with whom there was a contract once."""
    slug, contract = one_row("disclosure.Recipient", person=new_id()).pk, kotori.contract
    contract.id, contract.recipient_id, contract.state = new_id(), slug, ContractState.ENDED
    contract.save(force_insert=True)
    return slug


def due(now) -> list[UUID]:
    return [UUID(id) for each in going(now) for id in each.references]


def test_a_kind_goes_when_its_last_one_has_had_its_time_by_whatever_ended_it(kotori, moment):
    rows = [
        went(moment - 20 * YEAR),
        went(moment - 19 * YEAR, state=TransferState.STOPPED),
        went(moment - 18 * YEAR, state=TransferState.DECLINED, finished_at=None, approved_at=None),
    ]
    assert due(moment) == [row.id for row in rows]
    last = rows[-1]
    for name in ("approved_at", "finished_at"):
        Transfer.objects.filter(id=last.id).update(**{name: moment})
        assert due(moment) == []
        Transfer.objects.filter(id=last.id).update(finished_at=None, approved_at=None)
    Transfer.objects.filter(id=last.id).update(approved_at=moment, finished_at=moment - 15 * YEAR)
    assert due(moment), "It counts from its end."
    Transfer.objects.filter(id=last.id).update(state=TransferState.RUNNING)
    assert due(moment) == []


def test_it_goes_at_that_very_moment(kotori, moment):
    row, policy = went(moment), current().policy
    ends = after(moment, policy.supervision.records_kept, timezone=policy.organisation.timezone)
    assert due(ends) == [row.id]
    assert due(ends - timedelta(microseconds=1)) == []


@pytest.mark.parametrize("what", ["recipient", "purpose"])
def test_each_recipient_and_purpose_is_a_kind_of_its_own(kotori, others, moment, what):
    old = went(moment - 20 * YEAR)
    went(moment, **{what: others if what == "recipient" else "campaign-updates"})
    assert due(moment) == [old.id]


def test_it_stays_while_the_recipient_works_for_us_or_somebody_agrees(kotori, others, moment):
    old = went(moment - 20 * YEAR)
    person = Person.objects.create(created_at=moment)
    for slug, purpose, withdrawn, stays in (
        (office.KOTORI, "magazine", None, True),
        (office.KOTORI, "magazine", moment, False),
        (office.KOTORI, "campaign-updates", None, False),
        (others, "magazine", None, False),
    ):
        consent = Consent.objects.create(
            person=person, recipient_id=slug, purpose=purpose, categories="email", charter_id=1, begins_at=moment,
            withdrawn_at=withdrawn,
        )  # fmt: skip
        assert due(moment) == ([] if stays else [old.id])
        consent.delete()
    for state, slug, stays in (
        (ContractState.IN_FORCE, office.KOTORI, True),
        (ContractState.SUSPENDED, office.KOTORI, True),
        (ContractState.ENDED, office.KOTORI, False),
        (ContractState.IN_FORCE, others, False),
    ):
        Contract.objects.update(state=ContractState.ENDED)
        Contract.objects.filter(recipient_id=slug).update(state=state, purposes="magazine", ends=None)
        assert due(moment) == ([] if stays else [old.id]), (state, slug)


def test_what_goes_is_told_by_purpose_with_the_first_hundred(kotori, moment):
    for _ in range(101):
        went(moment - 20 * YEAR)
    went(moment - 20 * YEAR, purpose="campaign-updates")
    assert [(each.purpose, each.count, len(each.references)) for each in going(moment)] == [
        ("campaign-updates", 1, 1),
        ("magazine", 101, 100),
    ]


def test_it_goes_from_disk_and_from_the_trails_with_what_the_recipient_was_told(kotori, others, moment, monkeypatch):
    monkeypatch.setattr(record_retention, "BATCH", 2)
    person = desks.register("magazine").person
    fresh = went(moment, recipient=others)
    kept = somebody(fresh, person)
    old = [went(moment - 20 * YEAR), went(moment - 20 * YEAR)]
    rows = [*(somebody(old[0]) for _ in range(4)), somebody(old[0], person), somebody(old[1], handle=kept.handle)]
    gone = [instruction(rows[4], moment), instruction(rows[5], moment)]
    stays = [instruction(kept, moment, others), instruction(rows[4], moment, others)]
    spool.write(old[0].id, 1, b"x")
    of_it, of_other = ([str(each.id)] for each in (old[0], fresh))
    told = {"actor": "worker", "recipient": office.KOTORI, "purpose": "magazine", "categories": ["email"]}
    more = {"actor": "worker", "recipient": office.KOTORI, "kind": "stop", "categories": ["email"]}
    events = [Event(TRANSFER_MADE, {**told, "transfer": id}, person) for (id,) in (of_it, of_other)]
    for kind in (TRANSFER_REFUSED, TRANSFER_WITHHELD):
        said = {
            key: value
            for key, value in {**told, "transfer": of_it[0], "code": "x", "clause": "x"}.items()
            if key in kind.keys
        }
        events.append(Event(kind, said, person))
    for kind in (INSTRUCTION_SENT, INSTRUCTION_ACKNOWLEDGED):
        events += [Event(kind, {**more, "instruction": str(each.id)}, person) for each in (gone[0], stays[0])]
    events.append(Event(VALUE_CORRECTED, {"actor": "worker", "categories": ["email"], "submission": of_it[0]}, person))
    before = set(Trail.objects.values_list("entry_id", flat=True))
    entries = record_about(events, now=moment)
    assert forget(moment) == 2
    assert forget(moment) == 0
    assert [*Transfer.objects.all()] == [fresh]
    assert [*TransferPerson.objects.all()] == [kept]
    assert {each.id for each in Instruction.objects.all()} == {each.id for each in stays}
    assert not spool.folder(old[0].id).exists()
    left = set(Trail.objects.values_list("entry_id", flat=True)) - before
    assert left == {entries[1], entries[5], entries[7], entries[8]}
    assert Pending.objects.filter(id__in=entries).count() == len(entries)
