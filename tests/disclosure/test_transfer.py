"""A transfer from the proposal to the file that only its recipient opens, and what the people in it can see of it."""

import json
import os
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from azukari.core.consent.models import Grant
from azukari.core.ledger.events import actor_reference
from azukari.core.ledger.models import Pending
from azukari.core.transfers import spool
from azukari.core.transfers.contracts import suspend
from azukari.core.transfers.disclose import approve, decline, preview, propose
from azukari.core.transfers.events import (
    TRANSFER_APPROVED,
    TRANSFER_DECLINED,
    TRANSFER_PROPOSED,
    TRANSFER_REFUSED,
    TRANSFER_WITHHELD,
)
from azukari.core.transfers.finish import WAITS, fetch, withdraw_unfetched
from azukari.core.transfers.models import ContractReason, Moved, Transfer, TransferPerson, TransferState
from azukari.core.vault.erase import erase
from azukari.core.vault.events import TRANSFER_MADE
from azukari.core.vault.refusal import Refused
from azukari.lib.conflict import InvalidTransition
from azukari.policy.terms import Category
from azukari.shells.self_service.subject_timeline import entries_of
from tests.console import desks
from tests.disclosure import office
from tests.disclosure.office import ASKER, EMAIL, SECOND, approved, carried, opened, people_in, wish

pytestmark = pytest.mark.django_db

LATER = timedelta(minutes=5)


def test_the_file_opens_with_the_standard_tool_and_holds_the_least_that_does(kotori, readers, moment, tmp_path):
    transfer = carried(wish(), now=moment)
    assert (transfer.state, transfer.people) == (TransferState.READY, 3)
    told = opened(transfer, kotori, tmp_path, now=moment + LATER)
    assert told[0]["format"] == "azukari-disclosure"
    assert (told[0]["purpose"], told[0]["ground"], told[0]["categories"]) == ("magazine", "contract", ["email"])
    assert told[-1] == {"end": True, "people": 3}
    addresses = sorted(line["values"]["email"]["email"] for line in people_in(told))
    assert addresses == ["reader0@example.org", "reader1@example.org", "reader2@example.org"]
    assert all(set(line["values"]) == {"email"} for line in people_in(told))  # the name was not asked for
    assert office.delivered(transfer)


def test_each_person_finds_it_on_their_trail(kotori, readers, moment):
    transfer = carried(wish(categories=EMAIL | {Category.NAME}), now=moment)
    for person in readers:
        (entry,) = [e for e in entries_of(person) if e.kind is TRANSFER_MADE]
        assert entry.payload["recipient"] == "kotori-mail"
        assert entry.payload["ground"] == "contract"
        assert entry.payload["categories"] == ["email", "name"]
        assert entry.payload["transfer"] == str(transfer.id)
        assert entry.payload["contract"] == str(kotori.contract.id)
        assert entry.payload["country"] == "jp"


def test_nobody_else_opens_it_and_nothing_readable_lies_on_disk(kotori, readers, moment):
    transfer = carried(wish(), now=moment)
    data = spool.sealed_file(transfer.id).read_bytes()
    assert data.startswith(b"age-encryption.org/v1")
    assert b"reader" not in data
    assert not spool.folder(transfer.id).exists()


def test_the_folder_of_a_transfer_is_for_its_owner_alone(kotori, readers, moment):
    before = os.umask(0)
    try:
        transfer = approved(wish(), now=moment)
        spool.write(transfer.id, 1, b"sealed")
    finally:
        os.umask(before)
    assert spool.folder(transfer.id).stat().st_mode & 0o077 == 0


def test_the_file_is_fetched_once(kotori, readers, moment):
    transfer = carried(wish(), now=moment)
    fetch(transfer.id, actor=ASKER, now=moment + LATER)
    with pytest.raises(InvalidTransition, match="fetched once"):
        fetch(transfer.id, actor=ASKER, now=moment + LATER)


def test_a_recipient_knows_a_person_by_the_same_handle_next_time(kotori, readers, moment, tmp_path):
    first, second = (
        {line["person"] for line in people_in(opened(carried(wish(), now=at), kotori, tmp_path, now=at + LATER))}
        for at in (moment, moment + timedelta(hours=1))
    )
    assert first == second
    assert not first & {str(person) for person in readers}


def test_a_proposal_moves_nothing_and_the_one_who_made_it_cannot_approve_it(kotori, readers, moment):
    transfer, seen = propose(wish(), actor=ASKER, now=moment)
    assert seen.people == 3
    assert not TransferPerson.objects.exists()
    with pytest.raises(InvalidTransition, match="second member"):
        approve(transfer.id, actor=ASKER, now=moment)
    assert approve(transfer.id, actor=SECOND, now=moment).state == TransferState.APPROVED
    with pytest.raises(InvalidTransition, match="decided already"):
        approve(transfer.id, actor=SECOND, now=moment)


def test_what_the_gate_refuses_is_recorded_before_it_is_raised(kotori, readers, moment):
    with pytest.raises(Refused) as refused:
        propose(wish(categories=frozenset({Category.PHONE})), actor=ASKER, now=moment)
    assert refused.value.verdict.code == "disclose.category-outside-purpose"
    assert refused.value.verdict.remedy["ja"]
    recorded = Pending.objects.get(kind=TRANSFER_REFUSED.name)
    assert "disclose.category-outside-purpose" in recorded.payload
    assert not Transfer.objects.exists()


def test_words_that_nobody_knows_are_not_written_down(kotori, readers, moment):
    with pytest.raises(Refused):
        propose(wish("tanaka-hanako", purpose="tell-tanaka", ground="tanaka"), actor=ASKER, now=moment)
    assert "tanaka" not in Pending.objects.get(kind=TRANSFER_REFUSED.name).payload


def test_who_registers_after_the_approval_is_not_in_it(kotori, readers, moment):
    transfer = approved(wish(), now=moment)
    Grant.objects.filter(person_id=readers[0]).update(begins_at=moment + LATER)
    office.run(transfer.id, clock=lambda: moment + 2 * LATER)
    assert set(TransferPerson.objects.values_list("person_id", flat=True)) == set(readers[1:])


def test_an_address_that_somebody_erased_meanwhile_takes_the_whole_file_along(kotori, readers, moment):
    transfer = carried(wish(), now=moment)
    erase(readers[0], actor=ASKER, now=moment + LATER)
    with pytest.raises(Refused):
        fetch(transfer.id, actor=ASKER, now=moment + LATER)
    assert Transfer.objects.get().state == TransferState.STOPPED
    assert not spool.sealed_file(transfer.id).exists()
    for person in readers[1:]:
        kinds = [entry.kind for entry in entries_of(person)]
        assert kinds.index(TRANSFER_WITHHELD) < kinds.index(TRANSFER_MADE)  # newest first


def test_a_suspension_holds_back_what_lies_ready(kotori, readers, moment):
    transfer = carried(wish(), now=moment)
    suspend(kotori.contract, reason=ContractReason.INCIDENT, words="", version=None, actor=ASKER, now=moment + LATER)
    with pytest.raises(Refused) as refused:
        fetch(transfer.id, actor=ASKER, now=moment + LATER)
    assert refused.value.verdict.code == "disclose.contract-suspended"
    assert TransferPerson.objects.filter(state=Moved.WITHHELD, code="disclose.contract-suspended").count() == 3


def test_a_file_that_nobody_fetches_is_destroyed(kotori, readers, moment):
    transfer = carried(wish(), now=moment)
    assert withdraw_unfetched(now=moment + WAITS) == 0
    assert withdraw_unfetched(now=moment + WAITS + LATER) == 1
    assert not spool.sealed_file(transfer.id).exists()


def test_a_preview_counts_and_changes_nothing(kotori, readers, moment):
    before = Pending.objects.count()
    seen = preview(wish(), now=moment)
    assert (bool(seen.verdict), seen.people, seen.left_out) == (True, 3, {})
    assert Pending.objects.count() == before


def test_without_a_key_there_is_nothing_to_seal_to(ruling, moment, readers):
    company = office.engaged(now=moment)
    recipient = company.recipient
    recipient.public_key = ""
    recipient.save()
    with pytest.raises(InvalidTransition, match="age1"):
        propose(wish(), actor=ASKER, now=moment)


def test_the_database_knows_no_fourth_ground(kotori, readers, moment):
    transfer = approved(wish(), now=moment)
    for ground in ("partner", "interest", ""):
        with pytest.raises(IntegrityError), transaction.atomic():
            Transfer.objects.filter(id=transfer.id).update(ground=ground)
    with pytest.raises(IntegrityError), transaction.atomic():  # the law, without a case
        Transfer.objects.filter(id=transfer.id).update(ground="law", contract=None)


def _of(kind):
    return [(row.kind, json.loads(row.payload)) for row in Pending.objects.filter(kind=kind.name)]


def test_who_proposed_approved_or_declined_is_recorded_with_all_that_it_is_about(kotori, readers, moment):
    first, _seen = propose(wish(), actor=ASKER, now=moment)
    second, _seen = propose(wish(), actor=ASKER, now=moment)
    approve(first.id, actor=SECOND, now=moment + LATER)
    decline(second.id, actor=ASKER, now=moment + LATER)
    about = {"recipient": "kotori-mail", "purpose": "magazine", "ground": "contract", "categories": ["email"]}
    asker, other = (actor_reference(actor) for actor in (ASKER, SECOND))
    proposed = [payload for _kind, payload in _of(TRANSFER_PROPOSED)]
    assert [p | {"transfer": ""} for p in proposed] == [about | {"actor": asker, "people": 3, "transfer": ""}] * 2
    assert {p["transfer"] for p in proposed} == {str(first.id), str(second.id)}
    [(_kind, payload)] = _of(TRANSFER_APPROVED)
    assert payload == about | {"actor": other, "transfer": str(first.id)}
    [(_kind, payload)] = _of(TRANSFER_DECLINED)
    assert payload == about | {"actor": asker, "transfer": str(second.id)}
    for row, state, by in ((first, TransferState.APPROVED, other), (second, TransferState.DECLINED, asker)):
        row.refresh_from_db()
        assert (row.state, row.approved_by, row.approved_at) == (state, by, moment + LATER)
    with pytest.raises(InvalidTransition, match="decided already"):
        decline(first.id, actor=SECOND, now=moment + LATER)
    with pytest.raises(InvalidTransition, match="decided already"):
        approve(second.id, actor=SECOND, now=moment + LATER)


def test_what_lapsed_between_the_proposal_and_the_approval_is_not_approved(kotori, readers, moment):
    transfer, _seen = propose(wish(), actor=ASKER, now=moment)
    suspend(kotori.contract, reason=ContractReason.BREACH, words="", version=None, actor=ASKER, now=moment)
    with pytest.raises(Refused) as refused:
        approve(transfer.id, actor=SECOND, now=moment + LATER)
    assert refused.value.verdict.code == "disclose.contract-suspended"
    transfer.refresh_from_db()
    assert transfer.state == TransferState.PROPOSED
    assert not _of(TRANSFER_APPROVED)


def test_the_operator_at_the_machine_is_both(kotori, readers, moment):
    transfer, _seen = propose(wish(), actor=desks.OPERATOR, now=moment)
    assert approve(transfer.id, actor=desks.OPERATOR, now=moment).state == TransferState.APPROVED
