"""Somebody is erased while the lot of people to which they belong is judged: no walk names them afterwards.

A look ahead judges outside of a transaction, so an erasure may come at any point of a lot, on either engine. A turn of
a transfer is one transaction; there PostgreSQL alone lets somebody else write meanwhile.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Thread
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, connections, transaction

from azukari.core.people.models import Person, Tombstone
from azukari.core.transfers import deliver, disclose, previews, pull
from azukari.core.transfers.deliver import run
from azukari.core.transfers.models import Channel, PreviewOrder, Transfer, TransferPerson, TransferState
from azukari.core.transfers.place import step_back_from_the_gone
from azukari.core.transfers.subjects import candidates, subjects
from azukari.core.transfers.work import clear_up
from azukari.core.vault.erase import erase
from azukari.core.vault.models import Erasure
from azukari.core.vault.verify_erasure import still_there
from tests.disclosure import office
from tests.disclosure.caller import Caller

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]
LATER = timedelta(minutes=5)


def _beside(deed: Callable[[], object]) -> None:
    """Do it on a connection of its own, and wait for its end."""

    def work() -> None:
        deed()
        connections.close_all()

    beside = Thread(target=work)
    beside.start()
    beside.join(timeout=60)
    assert not beside.is_alive()


def _erased(person: UUID, now: datetime) -> Callable[[], object]:
    return lambda: erase(person, actor=office.ASKER, now=now)


def _once(known: Callable[..., Any], then: Callable[[], object]) -> Callable[..., Any]:
    """The same function, right after whose first call something happens."""
    waiting = [then]

    def told(*args: Any, **more: Any) -> Any:
        found = known(*args, **more)
        if waiting:
            waiting.pop()()
        return found

    return told


def _no_trace_of(person: UUID, now: datetime) -> None:
    assert not Person.objects.filter(id=person).exists()
    assert not Transfer.objects.filter(cursor=person).exists()
    assert not PreviewOrder.objects.filter(cursor=person).exists()
    assert Erasure.objects.get(person_id=person).certified_at is not None
    assert still_there(now) == {}


@pytest.fixture
def lot_of_two(monkeypatch: pytest.MonkeyPatch, readers: list[UUID]) -> UUID:
    """Two people at a time; gives the second one, at whom the first lot ends."""
    monkeypatch.setattr(previews, "IN_PLACE", 0.0)
    monkeypatch.setattr(previews, "_LOT", 2)
    for where in (deliver, pull):
        monkeypatch.setattr(where, "BATCH", 2)
    return sorted(readers)[1]


def test_a_look_ahead_ends_a_lot_just_before_whoever_was_erased_while_it_judged(
    kotori, readers, lot_of_two, moment, monkeypatch
):
    looked = previews.look(office.wish(), actor=office.ASKER, now=moment)
    assert isinstance(looked, PreviewOrder)
    monkeypatch.setattr(disclose, "subjects", _once(subjects, _erased(lot_of_two, moment)))
    monkeypatch.setattr("azukari.core.transfers.previews.time.monotonic", iter(range(100)).__next__)
    previews.go_on(looked.id, seconds=2, now=moment)
    _no_trace_of(lot_of_two, moment + LATER)
    looked.refresh_from_db()
    assert (looked.judged, looked.finished_at) == (2, None)
    previews.go_on(looked.id, seconds=100, now=moment)
    looked.refresh_from_db()
    assert (looked.judged, looked.finished_at) == (3, moment)


@pytest.fixture
def postgresql() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer: nobody is erased while a turn goes on.")


def test_a_turn_of_a_file_leaves_out_whoever_was_erased_meanwhile(
    postgresql, kotori, readers, lot_of_two, moment, monkeypatch
):
    transfer = office.approved(office.wish(), now=moment)
    monkeypatch.setattr(deliver, "candidates", _once(candidates, lambda: _beside(_erased(lot_of_two, moment))))
    run(transfer.id, clock=lambda: moment + LATER, most=1)
    _no_trace_of(lot_of_two, moment + LATER)
    transfer.refresh_from_db()
    assert transfer.state == TransferState.RUNNING
    run(transfer.id, clock=lambda: moment + LATER)
    assert {*TransferPerson.objects.values_list("person_id", flat=True)} == {*readers} - {lot_of_two}


def test_a_page_that_a_recipient_fetches_leaves_out_whoever_was_erased_meanwhile(
    postgresql, readers, lot_of_two, moment, monkeypatch
):
    office.engaged(now=moment, channel=Channel.API)
    caller = Caller.of(office.KOTORI, now=moment)
    transfer = office.approved(office.wish(), now=moment)
    monkeypatch.setattr(pull, "candidates", _once(candidates, lambda: _beside(_erased(lot_of_two, moment))))
    first = caller.page(transfer.id, 0)
    assert first.status_code == 200, first.content
    _no_trace_of(lot_of_two, moment + LATER)
    assert [len(page["people"]) for page in caller.everything(transfer.id)][-1] == 0
    assert {*TransferPerson.objects.values_list("person_id", flat=True)} == {*readers} - {lot_of_two}


def test_a_row_that_somebody_held_during_the_erasure_is_stepped_back_by_the_worker(
    postgresql, kotori, readers, lot_of_two, moment
):
    transfer = office.approved(office.wish(), now=moment)
    run(transfer.id, clock=lambda: moment + LATER, most=1)
    with transaction.atomic():
        held = Transfer.objects.select_for_update().get(id=transfer.id)
        assert held.cursor == lot_of_two
        _beside(_erased(lot_of_two, moment))
    assert Tombstone.objects.filter(person_id=lot_of_two).exists()
    assert Transfer.objects.get().cursor == lot_of_two
    clear_up(moment + LATER)
    assert Transfer.objects.get().cursor != lot_of_two
    assert step_back_from_the_gone() == 0
