"""The webhook: over TLS, signed so that the recipient can check it, sealed, tried again, stopped with the contract."""

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from http_message_signatures import InvalidSignature

from azukari.core.transfers import spool
from azukari.core.transfers.contracts import suspend
from azukari.core.transfers.deliver import run
from azukari.core.transfers.events import TRANSFER_WITHHELD
from azukari.core.transfers.models import Channel, ContractReason, Moved, Post, Transfer, TransferPerson, TransferState
from azukari.core.transfers.posting import post_due
from azukari.core.transfers.webhook import MOST_ATTEMPTS, our_keys
from azukari.shells.self_service.subject_timeline import entries_of
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
    post = Post.objects.get()
    assert (post.transfer_id, post.part, post.due_at) == (transfer.id, 0, moment)
    assert post.sha256 == hashlib.sha256(spool.path(transfer.id, 0).read_bytes()).hexdigest()
    assert post_due(moment) == 1
    (request,) = receiver.requests
    check(request, our_keys(now=moment)[0].public)
    assert b"reader" not in request.body
    told = office.unsealed(request.body, company, tmp_path)
    assert (told[0]["format"], told[0]["transfer"]) == ("azukari-disclosure", str(transfer.id))
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
    assert Post.objects.get().failure
    assert post_due(moment + timedelta(minutes=1)) == 1
    assert post_due(moment + DAY) == 0
    assert office.delivered(transfer)
    taken = Post.objects.get()
    assert (taken.sent_at, taken.leased_until, taken.failure) == (moment + timedelta(minutes=1), None, "")
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


def test_what_is_held_back_frees_nothing_that_another_worker_sends(receiver, company, readers, moment):
    started(moment)
    until = moment + timedelta(minutes=5)
    other = Post.objects.get(transfer=started(moment))
    Post.objects.filter(id=other.id).update(leased_until=until)
    suspend(company.contract, reason=ContractReason.BREACH, words="", version=None, actor=office.ASKER, now=moment)
    post_due(moment + timedelta(minutes=1))
    assert not receiver.requests
    assert Post.objects.get(id=other.id).leased_until == until


def test_what_lapses_in_the_middle_leaves_the_rest_here(receiver, ruling, moment, monkeypatch, tmp_path):
    today = moment.astimezone(ZoneInfo("Asia/Tokyo")).date()
    company = office.engaged(now=moment, ends=today, channel=Channel.WEBHOOK, url=receiver.url)
    people = CROWD or 300
    batch, more = people // 10, people // 30
    readers_of(people)
    monkeypatch.setattr("azukari.core.transfers.deliver.BATCH", batch)
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


def test_after_a_suspension_what_was_not_taken_stays_here_though_a_part_is_gone(
    receiver, company, readers, moment, monkeypatch
):
    monkeypatch.setattr("azukari.core.transfers.deliver.BATCH", 1)
    monkeypatch.setattr("azukari.core.transfers.posting._AT_A_TIME", 1)
    transfer = started(moment)
    assert post_due(moment) == 1
    suspend(company.contract, reason=ContractReason.BREACH, words="", version=None, actor=office.ASKER, now=moment)
    for minutes in range(1, 4):
        post_due(moment + timedelta(minutes=minutes))
    assert len(receiver.requests) == 1
    states = TransferPerson.objects.filter(transfer=transfer).order_by("position").values_list("state", flat=True)
    assert list(states) == [Moved.MOVED, Moved.WITHHELD, Moved.WITHHELD]


def test_each_further_try_comes_twice_as_late_and_after_ten_it_is_given_up(receiver, company, readers, moment):
    transfer = started(moment)
    receiver.status, now = 503, moment
    for tried in range(10):
        assert post_due(now) == 1, tried
        if tried < 9:
            post = Post.objects.get()
            assert (post.attempts, post.due_at) == (tried + 1, now + timedelta(minutes=2**tried))
            assert post.failure
            assert post_due(post.due_at - timedelta(seconds=1)) == 0
            now = post.due_at
    assert len(receiver.requests) == 10
    transfer.refresh_from_db()
    assert (transfer.state, transfer.stop_code) == (TransferState.STOPPED, "transfer.not-taken")
    assert set(TransferPerson.objects.values_list("state", flat=True)) == {Moved.WITHHELD}
    assert post_due(now + DAY) == 0


def test_while_one_worker_sends_no_other_does(receiver, company, readers, moment, monkeypatch):
    started(moment)
    beside = []
    monkeypatch.setattr("azukari.core.transfers.posting.post", lambda request: beside.append(post_due(moment)))
    assert post_due(moment) == 1
    assert beside == [0]


def test_of_two_transfers_each_is_delivered_when_its_own_parts_were_taken(receiver, company, readers, moment):
    first, second = started(moment), started(moment)
    Post.objects.filter(transfer=second).update(due_at=moment + DAY)
    assert post_due(moment) == 1
    assert office.delivered(first)
    assert not office.delivered(second)
    assert post_due(moment + DAY) == 1
    assert office.delivered(second)


def test_what_one_worker_sends_no_other_takes_for_five_minutes(receiver, company, readers, moment):
    started(moment)
    Post.objects.update(leased_until=moment + timedelta(minutes=5))
    assert post_due(moment + timedelta(minutes=4, seconds=59)) == 0
    assert not receiver.requests
    assert post_due(moment + timedelta(minutes=5)) == 1
    assert len(receiver.requests) == 1
