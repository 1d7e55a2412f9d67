"""A turn of a transfer: what is written down of each person in it, by which handle the recipient knows them, and how a
run goes on from turn to turn (`core.transfers.batch`, `core.transfers.deliver`).
"""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from azukari.core.consent.models import Grant
from azukari.core.ledger.models import Pending
from azukari.core.transfers import deliver, spool
from azukari.core.transfers.batch import Batch, handles_of, take
from azukari.core.transfers.contracts import suspend
from azukari.core.transfers.deliver import run
from azukari.core.transfers.events import TRANSFER_REFUSED, TRANSFER_STOPPED
from azukari.core.transfers.items import demand_in, payload_of
from azukari.core.transfers.models import ContractReason, Moved, Transfer, TransferPerson, TransferState
from azukari.core.transfers.refusal import clause_of, refuse
from azukari.core.transfers.work import clear_up, run_due
from azukari.core.vault.events import TRANSFER_MADE
from azukari.core.vault.models import SealedValue
from azukari.core.vault.refusal import Refused
from azukari.policy.explain import verdict as explained
from azukari.policy.terms import Answer, Category, Verdict
from azukari.shells.self_service.subject_timeline import entries_of
from tests.disclosure import office
from tests.disclosure.rows import somebody, went

pytestmark = pytest.mark.django_db
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


@pytest.fixture
def transfer(kotori, readers, moment: datetime) -> Transfer:
    return office.approved(office.wish(), now=moment)


def told(person: UUID, kind) -> list[Any]:
    return [entry.payload for entry in entries_of(person) if entry.kind is kind]


def test_of_each_it_is_written_down_what_became_of_them_and_when(transfer, readers, moment, ruling):
    going, refused, bare = readers
    SealedValue.objects.filter(person_id=bare).delete()
    no = explained(ruling.policy, Answer.NO, "use.no-grant", "purposes.magazine", purpose={})
    transfer.position, transfer.part = 7, 2
    turn = Batch(going=[going, bare], refused={refused: no})
    gone = take(transfer, demand_in(transfer), turn, now=moment + HOUR, more={"token": str(transfer.id)})
    rows = list(TransferPerson.objects.order_by("position"))
    assert [(r.position, r.part, r.person_id, r.state, r.code, r.at) for r in rows] == [
        (7, 2, going, Moved.MOVED, "", moment + HOUR),
        (8, 2, bare, Moved.OMITTED, "disclose.nothing-held", moment + HOUR),
        (9, 2, refused, Moved.OMITTED, "use.no-grant", moment + HOUR),
    ]
    assert transfer.position == 10
    assert [(handle, [value.text for value in values]) for handle, values in gone] == [
        (rows[0].handle, ["reader0@example.org"])
    ]
    assert len({row.handle for row in rows}) == 3
    items = {**payload_of(transfer), "token": str(transfer.id)}
    assert told(going, TRANSFER_MADE) == [items]
    assert told(refused, TRANSFER_REFUSED) == [{**items, "code": "use.no-grant", "clause": "purposes.magazine"}]
    assert told(bare, TRANSFER_MADE) == told(bare, TRANSFER_REFUSED) == []


def test_a_recipient_knows_somebody_by_the_newest_handle_that_it_was_given(transfer, readers, moment):
    one, other, new = readers
    first, second, theirs = somebody(went(moment), one), somebody(went(moment), one), somebody(went(moment), other)
    elsewhere = went(moment)
    known = handles_of(transfer, [one, new])
    assert known[one] in {first.handle, second.handle}
    assert set(known) == {one}
    assert handles_of(transfer, [other]) == {other: theirs.handle}
    elsewhere.recipient.pk = "suzume"
    elsewhere.recipient.save(force_insert=True)
    Transfer.objects.filter(id=elsewhere.id).update(recipient="suzume")
    somebody(elsewhere, new)
    assert handles_of(transfer, [new]) == {}


@pytest.mark.parametrize("most", [1, 2, 3, None])
def test_a_run_takes_so_many_turns_and_goes_on_where_it_was(transfer, readers, moment, monkeypatch, most):
    monkeypatch.setattr(deliver, "BATCH", 1)
    seen: list[int] = []
    row = run(transfer.id, clock=lambda: moment, most=most, progress=seen.append)
    done = most or 3
    assert seen == [1, 2, 3][:done]
    assert (row.position, row.part, row.rows.count()) == (done, done, done)
    if most:
        assert (row.state, row.cursor) == (TransferState.RUNNING, readers[done - 1])
        assert row.part_salt
    row = run(transfer.id, clock=lambda: moment)
    assert (row.state, row.position, row.cursor, row.part_salt) == (TransferState.READY, 3, None, "")
    assert spool.sealed_file(row.id).exists()


def test_parts_of_several_turns_make_one_file(transfer, kotori, readers, moment, monkeypatch, tmp_path):
    monkeypatch.setattr(deliver, "BATCH", 1)
    run(transfer.id, clock=lambda: moment)
    lines = office.opened(transfer, kotori, tmp_path, now=moment)
    assert [line["values"]["email"]["email"] for line in office.people_in(lines)] == [
        f"reader{n}@example.org" for n in range(3)
    ]
    assert lines[-1] == {"end": True, "people": 3}


def test_who_may_not_go_is_left_out_and_the_others_go(transfer, readers, moment):
    Grant.objects.filter(person_id=readers[1], purpose="magazine").update(ends_at=moment)
    run(transfer.id, clock=lambda: moment + SECOND)
    states = dict(TransferPerson.objects.values_list("person_id", "state"))
    assert states == {readers[0]: Moved.MOVED, readers[1]: Moved.OMITTED, readers[2]: Moved.MOVED}


@pytest.mark.parametrize(
    "state", [s for s in TransferState if s not in {TransferState.APPROVED, TransferState.RUNNING}]
)
def test_what_was_not_approved_or_is_over_does_not_run(transfer, readers, moment, state):
    Transfer.objects.update(state=state)
    assert run(transfer.id, clock=lambda: moment).state == state
    assert run_due(moment) == 0
    assert not TransferPerson.objects.exists()


def test_the_worker_lets_each_go_on_a_few_turns_and_then_looks_after_the_next(transfer, readers, moment, monkeypatch):
    monkeypatch.setattr(deliver, "BATCH", 1)
    monkeypatch.setattr("azukari.core.transfers.work._AT_A_TIME", 2)
    monkeypatch.setattr("azukari.core.transfers.work.clock", lambda: moment)
    second = office.approved(office.wish(), now=moment)
    assert run_due(moment) == 2
    assert sorted(Transfer.objects.values_list("position", flat=True)) == [2, 2]
    assert run_due(moment) == 2
    assert {row.state for row in Transfer.objects.all()} == {TransferState.READY}
    assert run_due(moment) == 0
    for each in (transfer, second):
        spool.remove(each.id)


def test_what_a_crash_left_of_a_stopped_transfer_is_cleared_up(kotori, readers, moment):
    left = went(moment, state=TransferState.STOPPED, part_salt="salt")
    spool.write(left.id, 0, b"part")
    running = went(moment, state=TransferState.READY, part_salt="salt", finished_at=moment)
    went(moment, state=TransferState.STOPPED)
    assert clear_up(moment) == 1
    assert clear_up(moment) == 0
    assert not spool.folder(left.id).exists()
    running.refresh_from_db()
    assert running.state == TransferState.READY
    assert clear_up(moment + timedelta(days=7, seconds=1)) == 1


def test_a_suspension_between_two_turns_stops_it_with_code_and_clause(transfer, kotori, readers, moment, monkeypatch):
    monkeypatch.setattr(deliver, "BATCH", 1)
    run(transfer.id, clock=lambda: moment, most=1)
    suspend(kotori.contract, reason=ContractReason.BREACH, words="", version=None, actor=office.ASKER, now=moment)
    row = run(transfer.id, clock=lambda: moment + SECOND)
    assert (row.state, row.stop_code) == (TransferState.STOPPED, "disclose.contract-suspended")
    assert (row.stop_clause, row.finished_at) == ("recipients.kotori-mail.contract", moment + SECOND)
    assert list(row.rows.values_list("state", flat=True)) == [Moved.WITHHELD]
    [entry] = Pending.objects.filter(kind=TRANSFER_STOPPED.name)
    assert json.loads(entry.payload) == {**payload_of(row), "code": row.stop_code, "clause": row.stop_clause}


@pytest.mark.parametrize(
    ("clause", "written"),
    [("recipients." + "x" * 53, "recipients." + "x" * 53), ("recipients." + "x" * 54, "recipients"), ("", "")],
)
def test_a_clause_that_is_too_long_is_named_by_its_chapter(clause, written):
    assert clause_of(Verdict(Answer.NO, "x", clause, {})) == written


@pytest.mark.parametrize(
    ("changes", "written"),
    [
        ({}, {}),
        ({"purpose": "legal-duty", "ground": "law"}, {}),
        ({"recipient": "tanaka"}, {"recipient": "unknown"}),
        ({"purpose": "tanaka"}, {"purpose": "unknown"}),
        ({"ground": "tanaka"}, {"ground": "unknown"}),
    ],
)
def test_a_refusal_is_written_down_in_words_of_ours_alone(kotori, ruling, moment, changes, written):
    wanted = {"recipient": office.KOTORI, "purpose": "magazine", "ground": "contract", **changes}
    no = explained(ruling.policy, Answer.NO, "use.no-grant", "purposes.magazine", purpose={})
    with pytest.raises(Refused) as refused:
        refuse(no, wish=office.wish(**wanted), actor=office.ASKER, now=moment)
    assert refused.value.verdict is no
    [entry] = Pending.objects.filter(kind=TRANSFER_REFUSED.name)
    assert json.loads(entry.payload) == {
        "actor": f"staff:{office.ASKER.reference}",
        **wanted,
        **written,
        "code": "use.no-grant",
        "clause": "purposes.magazine",
    }


def test_what_each_entry_says_of_a_transfer(transfer, kotori, moment):
    Transfer.objects.update(proposed_by="worker", categories="email name")
    row = Transfer.objects.select_related("recipient").get()
    assert payload_of(row) == {
        "actor": "worker",
        "transfer": str(row.id),
        "recipient": office.KOTORI,
        "country": "jp",
        "purpose": "magazine",
        "ground": "contract",
        "categories": ["email", "name"],
        "charter": 1,
        "channel": "file",
        "contract": str(kotori.contract.id),
    }
    row.contract_id, row.case_id = None, row.id
    assert payload_of(row)["case"] == str(row.id)
    assert "contract" not in payload_of(row)
    demand = demand_in(row)
    assert (demand.recipient, demand.purpose, demand.ground) == (office.KOTORI, "magazine", "contract")
    assert demand.categories == {Category.EMAIL, Category.NAME}
