"""A contract that lapses in the middle of a transfer stops it at the next person."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from azukari.core.ledger.models import Pending
from azukari.core.transfers import spool
from azukari.core.transfers.contracts import suspend
from azukari.core.transfers.deliver import run
from azukari.core.transfers.disclose import BATCH
from azukari.core.transfers.events import TRANSFER_WITHHELD
from azukari.core.transfers.models import Channel, ContractReason, Moved, Transfer, TransferPerson, TransferState
from azukari.core.vault.events import TRANSFER_MADE
from tests.disclosure import office
from tests.disclosure.caller import Caller
from tests.disclosure.fixtures import CROWD, readers_of

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = CROWD or 10_000
NEXT = PEOPLE * 432 // 1000
FETCHED = CROWD or BATCH * 2 + 17
NEXT_FETCHED = FETCHED * 70 // 100  # in the middle of a page: a page looks at the clock a little besides its people


def test_the_last_day_ends_in_the_middle_of_ten_thousand(moment):
    today = moment.astimezone(ZoneInfo("Asia/Tokyo")).date()
    office.engaged(now=moment, ends=today)
    readers_of(PEOPLE)
    transfer = office.approved(office.wish(), now=moment)
    midnight = datetime.combine(today + timedelta(days=1), datetime.min.time(), ZoneInfo("Asia/Tokyo"))
    asked = 0

    def clock() -> datetime:  # two looks at the clock a batch besides one a person
        nonlocal asked
        asked += 1
        batches, within = divmod(asked - 1, BATCH + 2)
        return midnight.astimezone(UTC) if batches * BATCH + within > NEXT else moment

    stopped = run(transfer.id, clock=clock)
    assert (stopped.state, stopped.stop_code) == (TransferState.STOPPED, "disclose.contract-lapsed")
    assert TransferPerson.objects.count() == NEXT  # the next one was not touched
    made = Pending.objects.filter(kind=TRANSFER_MADE.name).count()
    assert made == NEXT
    assert TransferPerson.objects.filter(state=Moved.WITHHELD).count() == NEXT  # and none of it ever left
    assert Pending.objects.filter(kind=TRANSFER_WITHHELD.name).count() == NEXT
    assert not spool.folder(transfer.id).exists()
    assert not spool.sealed_file(transfer.id).exists()


def test_it_ends_between_two_pages_that_the_recipient_fetches(moment, monkeypatch):
    today = moment.astimezone(ZoneInfo("Asia/Tokyo")).date()
    office.engaged(now=moment, ends=today, channel=Channel.API)
    caller = Caller.of(office.KOTORI, now=moment)
    readers_of(FETCHED)
    transfer = office.approved(office.wish(), now=moment)
    midnight = datetime.combine(today + timedelta(days=1), datetime.min.time(), ZoneInfo("Asia/Tokyo"))
    asked = 0

    def now() -> datetime:
        nonlocal asked
        asked += 1
        return midnight.astimezone(UTC) if asked > NEXT_FETCHED else moment

    monkeypatch.setattr("azukari.features.processors.desk.api.timezone.now", now)
    number, moved = 0, 0
    while (page := caller.page(transfer.id, number)).status_code == 200:
        number, moved = page.json()["number"], moved + len(page.json()["people"])
    assert (page.status_code, page.json()["code"]) == (403, "disclose.contract-lapsed")
    assert 0 < moved < NEXT_FETCHED < asked
    assert (moved % BATCH, moved // BATCH) == (0, number)  # nobody of the page that was refused
    assert Transfer.objects.get().state == TransferState.STOPPED
    assert set(TransferPerson.objects.values_list("state", flat=True)) == {Moved.MOVED}  # it has them already
    assert TransferPerson.objects.count() == Pending.objects.filter(kind=TRANSFER_MADE.name).count() == moved


def test_a_suspension_by_somebody_else_stops_the_next_batch(kotori, moment):
    readers_of(BATCH * 2 + 1)
    transfer = office.approved(office.wish(), now=moment)

    def intervene(position: int) -> None:
        if position == BATCH:
            contract = kotori.contract
            suspend(contract, reason=ContractReason.BREACH, words="", version=None, actor=office.SECOND, now=moment)

    stopped = run(transfer.id, clock=lambda: moment, progress=intervene)
    assert (stopped.state, stopped.stop_code) == (TransferState.STOPPED, "disclose.contract-suspended")
    assert TransferPerson.objects.count() == BATCH
    assert run(transfer.id, clock=lambda: moment).state == TransferState.STOPPED
    assert Transfer.objects.get().file_size == 0
