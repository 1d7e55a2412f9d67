"""P27: the record of a transfer is kept as long as the policy says after the last of its kind, and while what went has
to be followed; then it goes, from the trails as well. Nothing goes before, and what will go is told.
"""

import json
from argparse import Namespace
from datetime import timedelta

import pytest

from azukari.cli import retention
from azukari.core.ledger.integrate import integrate_all
from azukari.core.ledger.verify import verify
from azukari.core.policy_versions.current import current, today
from azukari.core.transfers.contracts import end
from azukari.core.transfers.models import Contract, ContractReason, Instruction, Transfer, TransferPerson
from azukari.core.transfers.record_retention import forget, going
from azukari.core.vault.correct import correct
from azukari.core.vault.erase import erase
from azukari.core.vault.events import TRANSFER_MADE, VALUE_CORRECTED
from azukari.core.vault.models import SealedValue
from azukari.core.vault.opening import entry_keys
from azukari.policy.period import after
from azukari.policy.terms import Actor, ActorKind, Category
from azukari.shells.self_service.subject_timeline import entries_of
from tests.disclosure import office

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def twice(kotori, readers, moment):
    """The magazine's addresses went out today and in a year; one reader was erased in between. When the second did."""
    office.fetch(office.carried(office.wish(), now=moment).id, actor=office.ASKER, now=moment)
    erase(readers[2], actor=Actor(ActorKind.PERSON, str(readers[2])), now=moment)
    second = moment + 200 * DAY
    office.fetch(office.carried(office.wish(), now=second).id, actor=office.ASKER, now=second)
    return second + timedelta(seconds=1)


def over(kotori, now):
    contract = kotori.contract
    end(contract, reason=ContractReason.TERMINATED, words="", version=contract.version, actor=office.ASKER, now=now)


def last_day(second):
    policy = current().policy
    return after(second, policy.supervision.records_kept, timezone=policy.organisation.timezone)


def test_it_goes_three_years_after_the_last_one_and_not_before(twice, kotori, readers):
    over(kotori, twice)
    name = SealedValue.objects.get(person_id=readers[0], category=Category.NAME)
    correct(name.id, "読者 新", person=readers[0], actor=Actor(ActorKind.PERSON, str(readers[0])), now=twice)
    ends = last_day(twice)
    assert ends >= twice + 3 * 365 * DAY
    assert not list(going(ends - DAY))
    assert forget(ends - DAY) == 0
    (told,) = going(ends + DAY)
    assert (told.purpose, told.count, told.clause) == ("magazine", 2, "supervision.records_kept")
    assert len(told.references) == 2
    assert TransferPerson.objects.count() == 5  # asking changed nothing
    assert TRANSFER_MADE in {entry.kind for entry in entries_of(readers[0])}
    assert forget(ends + DAY) == 2
    assert not Transfer.objects.exists()
    assert not TransferPerson.objects.exists()
    assert not Instruction.objects.exists()
    assert TRANSFER_MADE not in {entry.kind for entry in entries_of(readers[0])}
    assert [entry.kind for entry in entries_of(readers[0])] == [VALUE_CORRECTED]  # the rest of the trail stays
    integrate_all(ends + DAY)
    assert verify(entry_keys).ok  # and every proof is as good as before


def test_while_the_contract_runs_a_correction_has_to_find_them(twice, kotori):
    Contract.objects.update(ends=None)
    assert not list(going(last_day(twice) + 3650 * DAY))
    Contract.objects.update(ends=twice.date() + 100 * DAY)
    assert list(going(last_day(twice) + DAY))


def test_the_command_tells_what_will_go(twice, kotori, capsys):
    over(kotori, twice)
    day = (last_day(twice) + 2 * DAY).date().isoformat()
    assert retention.run(Namespace(as_of=day, dry_run=True, json=True)) == 0
    said = json.loads(capsys.readouterr().out)
    assert "transfer-record" in json.dumps(said)
    assert Transfer.objects.count() == 2


def test_on_its_last_day_a_contract_still_follows_what_went(twice, kotori, readers):
    late = last_day(twice) + 30 * DAY
    Contract.objects.update(ends=today(late))
    assert not list(going(late))
    Contract.objects.update(ends=today(late) - DAY)
    assert list(going(late))
    Contract.objects.update(ends=today(late), purposes="campaign-updates")  # a contract for something else does not
    assert list(going(late))
