"""The webhook: over TLS, signed so that the recipient can check it, sealed, tried again, stopped with the contract."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from http_message_signatures import InvalidSignature

from azukari.disclosure import spool
from azukari.disclosure.contracts import suspend
from azukari.disclosure.deliver import run
from azukari.disclosure.events import TRANSFER_WITHHELD
from azukari.disclosure.models import Channel, ContractReason, Moved, Post, Transfer, TransferPerson, TransferState
from azukari.disclosure.posting import MOST_ATTEMPTS, post_due
from azukari.disclosure.webhook import our_keys
from azukari.own.subject_timeline import entries_of
from tests.disclosure import office
from tests.disclosure.fixtures import CROWD, readers_of
from tests.disclosure.receiver import check, receiving

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def receiver(tmp_path, monkeypatch):
    with receiving(tmp_path) as at:
        monkeypatch.setenv("SSL_CERT_FILE", str(at.certificate))
        yield at


@pytest.fixture
def company(receiver, moment):
    return office.engaged(now=moment, channel=Channel.WEBHOOK, url=receiver.url)


def started(moment):
    return run(office.approved(office.wish(), now=moment).id, clock=lambda: moment)


def test_the_recipient_can_check_it_and_open_it(receiver, company, readers, moment, tmp_path):
    transfer = started(moment)
    assert transfer.state == TransferState.READY
    assert post_due(moment) == 1
    (request,) = receiver.requests
    check(request, our_keys(now=moment)[0].public)
    assert b"reader" not in request.body
    told = office.unsealed(request.body, company, tmp_path)
    assert len(office.people_in(told)) == 3
    assert told[-1] == {"end": True, "people": 3}
    assert office.delivered(transfer)
    assert not spool.path(transfer.id, 0).exists()


def test_what_was_changed_on_the_way_is_noticed(receiver, company, readers, moment):
    started(moment)
    post_due(moment)
    (request,) = receiver.requests
    with pytest.raises(AssertionError):
        check(replace(request, body=request.body + b" "), our_keys(now=moment)[0].public)
    with pytest.raises(InvalidSignature):
        check(replace(request, url=request.url + "/elsewhere"), our_keys(now=moment)[0].public)


def test_who_cannot_take_it_now_gets_it_later_once(receiver, company, readers, moment):
    transfer = started(moment)
    receiver.status = 503
    post_due(moment)
    assert post_due(moment) == 0  # not at once again
    receiver.status = 204
    assert post_due(moment + timedelta(minutes=1)) == 1
    assert post_due(moment + DAY) == 0
    assert office.delivered(transfer)
    ids = {request.headers["Idempotency-Key"] for request in receiver.requests}
    assert len(receiver.requests) == 2
    assert len(ids) == 1


def test_a_server_that_nobody_vouches_for_gets_nothing(receiver, company, readers, moment, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    started(moment)
    post_due(moment)
    assert not receiver.requests
    assert Post.objects.get().failure == "SSLCertVerificationError"


def test_what_waits_when_the_contract_is_suspended_stays_here(receiver, company, readers, moment):
    transfer = started(moment)
    suspend(company.contract, reason=ContractReason.BREACH, words="", version=None, actor=office.ASKER, now=moment)
    post_due(moment + timedelta(minutes=1))
    assert not receiver.requests
    assert Transfer.objects.get().state == TransferState.STOPPED
    assert set(TransferPerson.objects.values_list("state", flat=True)) == {Moved.WITHHELD}
    assert entries_of(readers[0])[0].kind is TRANSFER_WITHHELD
    assert not spool.folder(transfer.id).exists()


def test_what_lapses_in_the_middle_leaves_the_rest_here(receiver, ruling, moment, monkeypatch, tmp_path):
    today = moment.astimezone(ZoneInfo("Asia/Tokyo")).date()
    company = office.engaged(now=moment, ends=today, channel=Channel.WEBHOOK, url=receiver.url)
    people = CROWD or 300
    batch, more = people // 10, people // 30
    readers_of(people)
    monkeypatch.setattr("azukari.disclosure.deliver.BATCH", batch)
    transfer = office.approved(office.wish(), now=moment)
    midnight = datetime.combine(today + timedelta(days=1), datetime.min.time(), ZoneInfo("Asia/Tokyo"))
    run(transfer.id, clock=lambda: moment, most=3)
    assert post_due(moment) == 3
    asked = iter([moment] * (batch + 2 + 1 + more))  # a batch, with two looks besides, then some people more
    stopped = run(transfer.id, clock=lambda: next(asked, midnight))
    assert (stopped.state, stopped.stop_code) == (TransferState.STOPPED, "disclose.contract-lapsed")
    states = list(TransferPerson.objects.order_by("position").values_list("state", flat=True))
    assert states == [Moved.MOVED] * 3 * batch + [Moved.WITHHELD] * (batch + more)  # nobody after them
    assert post_due(midnight + DAY) == 0
    told = [office.people_in(office.unsealed(request.body, company, tmp_path)) for request in receiver.requests]
    assert [len(part) for part in told] == [batch] * 3


def test_in_the_end_it_is_given_up_and_said_so(receiver, company, readers, moment):
    started(moment)
    receiver.status = 500
    at = moment
    for _ in range(MOST_ATTEMPTS):
        post_due(at)
        at += DAY
    transfer = Transfer.objects.get()
    assert (transfer.state, transfer.stop_code) == (TransferState.STOPPED, "transfer.not-taken")
    assert set(TransferPerson.objects.values_list("state", flat=True)) == {Moved.WITHHELD}
