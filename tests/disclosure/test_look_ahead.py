"""A look ahead, whole: what is kept of it between two lots, whom it counts, what the transfer that comes of it says
(`core.transfers.previews`, `core.transfers.disclose`).
"""

import time
from datetime import datetime, timedelta
from typing import Any

import pytest

from azukari.core.consent.models import Grant
from azukari.core.ledger.events import actor_reference
from azukari.core.ledger.models import Pending
from azukari.core.policy_versions.current import current
from azukari.core.transfers import disclose, previews
from azukari.core.transfers.contracts import suspend
from azukari.core.transfers.disclose import DisclosureTally, approve, preview, propose, propose_seen, wish_of
from azukari.core.transfers.events import TRANSFER_REFUSED
from azukari.core.transfers.items import demand_in
from azukari.core.transfers.models import (
    Channel,
    Consent,
    ContractReason,
    PreviewOrder,
    Recipient,
    Transfer,
    TransferState,
)
from azukari.core.vault.refusal import Refused
from azukari.lib.conflict import InvalidTransition
from azukari.policy.disclosure import Demand
from azukari.policy.terms import Actor, ActorKind, Category
from tests.disclosure import office
from tests.disclosure.fixtures import starter_that_hands_over

pytestmark = pytest.mark.django_db
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
WHO = actor_reference(office.ASKER)


@pytest.fixture
def gone(kotori, readers, moment: datetime) -> None:
    """Of the three readers one has no right left."""
    Grant.objects.filter(person_id=readers[1], purpose="magazine").update(ends_at=moment)


@pytest.fixture
def by_lot(monkeypatch: pytest.MonkeyPatch) -> None:
    """One person at a time, and none of them at once."""
    monkeypatch.setattr(previews, "IN_PLACE", 0.0)
    monkeypatch.setattr(previews, "_LOT", 1)


def looked(moment: datetime, **changes: Any) -> PreviewOrder:
    row = previews.look(office.wish(**changes), actor=office.ASKER, now=moment)
    assert isinstance(row, PreviewOrder)
    return row


def test_what_was_asked_for_is_kept_whole(gone, readers, by_lot, moment):
    row = PreviewOrder.objects.get(id=looked(moment, categories=office.EMAIL | {Category.NAME}).id)
    assert (row.recipient_id, row.purpose, row.categories) == (office.KOTORI, "magazine", "email name")
    assert (row.ground, row.case_id, row.asked_by, row.asked_at) == ("contract", None, WHO, moment)
    assert (row.total, row.judged, row.people, row.left_out, row.finished_at) == (3, 0, 0, {}, None)
    assert wish_of(row) == office.wish(categories=office.EMAIL | {Category.NAME})


def test_each_lot_adds_to_what_was_seen_before(gone, readers, by_lot, moment):
    id = looked(moment).id
    for judged, people, left_out in ((1, 1, 0), (2, 1, 1), (3, 2, 1)):
        row = PreviewOrder.objects.get(id=id)
        assert previews._lot(row, demand_in(row), moment + judged * SECOND)
        row = PreviewOrder.objects.get(id=id)
        assert (row.judged, row.people, sum(row.left_out.values())) == (judged, people, left_out)
        assert (row.cursor, row.finished_at) == (readers[judged - 1], None)
        if left_out:
            assert set(row.answers["disclose.no-grant"]) == {"ja", "en"}
    assert previews._lot(row, demand_in(row), moment + 4 * SECOND)
    row.refresh_from_db()
    assert (row.judged, row.cursor, row.finished_at) == (3, None, moment + 4 * SECOND)
    assert previews.go_on(id, seconds=60, now=moment + 9 * SECOND).finished_at == moment + 4 * SECOND
    assert not previews._lot(row, demand_in(row), moment), "what is finished stays as it is"


def test_when_the_time_is_over_nobody_more_is_looked_at(kotori, readers, by_lot, moment, monkeypatch):
    monkeypatch.setattr(time, "monotonic", lambda: 7.0)
    assert looked(moment).judged == 0


def test_the_worker_goes_on_with_what_is_open_and_looks_at_nothing_twice(gone, readers, by_lot, moment, monkeypatch):
    monkeypatch.setattr(previews, "AT_A_TIME", 60.0)
    first, second = looked(moment), looked(moment)
    assert previews.run_due(moment) == 2
    assert previews.run_due(moment) == 0
    for row in (first, second):
        row.refresh_from_db()
        seen = previews.result_of(row, now=moment)
        assert (bool(seen.verdict), seen.people, seen.left_out) == (True, 2, {"disclose.no-grant": 1})
        assert seen.answers["disclose.no-grant"].sentence == row.answers["disclose.no-grant"]
        assert not seen.answers["disclose.no-grant"]


def test_only_what_was_looked_at_before_yesterday_is_forgotten(kotori, readers, moment):
    old, new = looked(moment - DAY - SECOND), looked(moment - DAY)
    assert previews.forget(moment) == 1
    assert list(PreviewOrder.objects.all()) == [new]
    assert old.id != new.id


def test_the_transfer_that_comes_of_it_says_all_that_was_seen_and_the_look_is_used_up(gone, readers, kotori, moment):
    row, other = looked(moment), looked(moment)
    made = previews.propose_looked(row, actor=office.ASKER, now=moment + SECOND)
    assert list(PreviewOrder.objects.all()) == [other]
    found = Transfer.objects.get(id=made.id)
    assert (found.recipient_id, found.purpose, found.categories) == (office.KOTORI, "magazine", "email")
    assert (found.ground, found.contract, found.case_id) == ("contract", kotori.contract, None)
    assert (found.charter_id, found.channel, found.state) == (current().number, "file", TransferState.PROPOSED)
    assert (found.proposed_by, found.proposed_at) == (WHO, moment + SECOND)
    assert (found.people, found.left_out) == (2, {"disclose.no-grant": 1})
    assert (found.approved_by, found.approved_at) == ("", None)
    assert wish_of(found) == office.wish()


def test_a_preview_walks_through_all_and_says_how_far_it_is(gone, readers, moment, monkeypatch):
    monkeypatch.setattr(disclose, "_AT_A_LOOK", 2)
    monkeypatch.setattr(disclose, "BATCH", 1)
    judged: list[int] = []
    seen = preview(office.wish(), now=moment, progress=judged.append)
    assert judged == [2, 3]
    assert (seen.people, seen.left_out, list(seen.answers)) == (2, {"disclose.no-grant": 1}, ["disclose.no-grant"])


def test_a_tally_counts_each_code_and_keeps_its_first_answer(gone, readers, moment, ruling):
    Grant.objects.filter(purpose="magazine").update(ends_at=moment)
    tally = DisclosureTally()
    demand = disclose.demand_of(ruling.policy, office.wish())
    assert isinstance(demand, Demand)
    tally.judge(ruling.policy, demand, readers, case=None, now=moment)
    assert (tally.people, tally.left_out) == (0, {"disclose.no-grant": 3})


def test_where_nobody_would_be_in_it_nothing_is_asked_for(kotori, readers, moment):
    Grant.objects.filter(purpose="magazine").update(ends_at=moment)
    with pytest.raises(InvalidTransition) as stuck:
        propose(office.wish(), actor=office.ASKER, now=moment)
    assert stuck.value.code == "transfer.nobody"
    assert not Transfer.objects.exists()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"channel": Channel.MAIL}, "transfer.channel"),
        ({"public_key": "age1wrong"}, "transfer.key"),
        ({"channel": Channel.WEBHOOK, "public_key": ""}, "transfer.key"),
        ({"channel": Channel.WEBHOOK, "webhook_url": ""}, "transfer.webhook"),
        ({"channel": Channel.WEBHOOK, "webhook_url": "http://kotori.example"}, "transfer.webhook"),
        ({"channel": Channel.WEBHOOK, "webhook_url": "https://"}, "transfer.webhook"),
        ({"channel": Channel.WEBHOOK, "webhook_url": "https://kotori.example"}, ""),
        ({"channel": Channel.API, "public_key": ""}, ""),
        ({"channel": Channel.FILE, "webhook_url": ""}, ""),
    ],
)
def test_who_cannot_be_reached_gets_nothing(kotori, readers, moment, change, code):
    Recipient.objects.filter(slug=office.KOTORI).update(**change)
    if not code:
        transfer, _seen = propose(office.wish(), actor=office.ASKER, now=moment)
        assert transfer.channel == change["channel"]
        return
    with pytest.raises(InvalidTransition) as stuck:
        propose(office.wish(), actor=office.ASKER, now=moment)
    assert stuck.value.code == code
    assert not Transfer.objects.exists()


def test_what_was_seen_before_a_no_is_not_asked_for(kotori, readers, moment):
    seen = preview(office.wish(), now=moment)
    suspend(kotori.contract, reason=ContractReason.BREACH, words="", version=None, actor=office.ASKER, now=moment)
    no = preview(office.wish(), now=moment)
    assert (bool(seen.verdict), bool(no.verdict), no.people) == (True, False, 0)
    with pytest.raises(Refused):
        propose_seen(office.wish(), no, actor=office.ASKER, now=moment)
    assert Pending.objects.filter(kind=TRANSFER_REFUSED.name).count() == 1
    assert not Transfer.objects.exists()


@pytest.mark.parametrize(
    ("actor", "may"),
    [
        (office.ASKER, False),
        (office.SECOND, True),
        (Actor(ActorKind.SYSTEM, "operator"), True),
    ],
)
def test_who_proposed_it_does_not_approve_it(kotori, readers, moment, actor, may):
    transfer, _seen = propose(office.wish(), actor=office.ASKER, now=moment)
    if may:
        row = approve(transfer.id, actor=actor, now=moment + SECOND)
        row.refresh_from_db()
        assert (row.state, row.approved_by, row.approved_at) == (
            TransferState.APPROVED,
            actor_reference(actor),
            moment + SECOND,
        )
    else:
        with pytest.raises(InvalidTransition) as stuck:
            approve(transfer.id, actor=actor, now=moment)
        assert stuck.value.code == "transfer.same-person"


@pytest.mark.parametrize("ruling", [starter_that_hands_over], indirect=True)
def test_what_goes_by_consent_names_no_contract(ruling, kotori, readers, moment):
    for person in readers:
        told = {"recipient_id": office.KOTORI, "purpose": "magazine", "categories": "email"}
        Consent.objects.create(person_id=person, charter_id=1, begins_at=moment, **told)
    transfer, _seen = propose(office.wish(ground="consent"), actor=office.ASKER, now=moment)
    assert (transfer.ground, transfer.contract_id, transfer.case_id) == ("consent", None, None)
