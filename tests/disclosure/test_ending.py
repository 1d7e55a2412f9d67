"""How transfers end (`core.transfers.finish`, `core.transfers.posting`): what did not leave is destroyed and said on
each trail, what a recipient took stays said, and another transfer is never touched.
"""

import hashlib
import itertools
import json
import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import Model, QuerySet
from pyrage import x25519

from azukari.core.ledger.events import actor_reference
from azukari.core.ledger.models import Pending
from azukari.core.people.models import Trail
from azukari.core.policy_versions.current import current
from azukari.core.transfers import finish, posting, spool
from azukari.core.transfers.events import TRANSFER_DELIVERED, TRANSFER_STOPPED, TRANSFER_WITHHELD
from azukari.core.transfers.finish import WAITS
from azukari.core.transfers.models import Channel, Moved, Post, Recipient, Transfer, TransferPerson, TransferState
from azukari.core.transfers.seal import seal_file
from azukari.core.transfers.webhook import NotTaken
from azukari.core.vault.refusal import Refused
from azukari.lib.conflict import InvalidTransition
from azukari.policy.explain import verdict as explained
from azukari.policy.terms import Answer
from tests.console import desks
from tests.disclosure import office
from tests.disclosure.rows import somebody, went

pytestmark = pytest.mark.django_db
READY, RUNNING, STOPPED = TransferState.READY, TransferState.RUNNING, TransferState.STOPPED
TICK = timedelta(microseconds=1)


@pytest.fixture
def person(moment: datetime) -> UUID:
    return desks.register("magazine").person


@pytest.fixture
def another(kotori, moment: datetime, person: UUID) -> Iterator[Transfer]:
    """A transfer that was there before, with people, parts, a file and a post of its own; nothing may happen to it."""
    row = went(moment, state=READY, part_salt="its own")
    one, post = somebody(row, person), posted(row, moment + timedelta(days=99))
    spool.write(row.id, 0, b"part")
    spool.sealed_file(row.id).write_bytes(b"sealed")
    before = [values(each) for each in (row, one, post)]
    yield row
    assert [values(each) for each in (row, one, post)] == before
    assert spool.path(row.id, 0).exists()
    assert spool.sealed_file(row.id).exists()
    spool.remove(row.id)


def values(row: Model) -> dict[str, object]:
    return type(row)._base_manager.filter(pk=row.pk).values().get()


def posted(transfer: Transfer, due: datetime, part: int = 0, **more: object) -> Post:
    return Post.objects.create(transfer=transfer, part=part, sha256="", due_at=due, **more)


def told(kind) -> list[dict[str, object]]:
    return [json.loads(row) for row in Pending.objects.filter(kind=kind.name).values_list("payload", flat=True)]


def ready(moment: datetime, **more: Any) -> Transfer:
    """One that waits, with its parts and its file."""
    row = went(moment, **{"state": READY, "part_salt": "salt", **more})
    spool.write(row.id, 0, b"part")
    spool.sealed_file(row.id).write_bytes(b"sealed")
    return row


def lies(transfer: Transfer) -> bool:
    return spool.folder(transfer.id).exists() or spool.sealed_file(transfer.id).exists()


def test_what_did_not_leave_is_destroyed_and_said_to_each_who_is_still_there(another, moment, person, monkeypatch):
    monkeypatch.setattr(finish, "BATCH", 2)
    row = ready(moment, state=STOPPED, stop_code="disclose.contract-lapsed")
    mine = somebody(row, person)
    erased = [somebody(row) for _ in range(3)]
    omitted = somebody(row, state=Moved.OMITTED, code="x")
    finish.finish(row.id, now=moment)
    for each in (mine, *erased):
        each.refresh_from_db()
        assert (each.state, each.code) == (Moved.WITHHELD, "disclose.contract-lapsed")
    omitted.refresh_from_db()
    assert (omitted.state, omitted.code) == (Moved.OMITTED, "x")
    row.refresh_from_db()
    assert row.part_salt == ""
    assert not lies(row)
    (said,) = told(TRANSFER_WITHHELD)
    assert (said["transfer"], said["code"], said["recipient"]) == (str(row.id), row.stop_code, office.KOTORI)
    (entry,) = Pending.objects.filter(kind=TRANSFER_WITHHELD.name)
    assert Trail.objects.get(entry_id=entry.id).person_id == person


def test_what_a_webhook_has_taken_or_is_being_given_has_left_and_stays_said(another, moment, person):
    row = ready(moment, state=STOPPED, channel=Channel.WEBHOOK, stop_code="transfer.not-taken")
    for part, more in enumerate(({"sent_at": moment}, {"leased_until": moment}, {})):
        posted(row, moment, part, **more)
        somebody(row, person if part == 2 else None, part=part)
    finish.finish(row.id, now=moment)
    states = row.rows.order_by("part").values_list("state", flat=True)
    assert list(states) == [Moved.MOVED, Moved.MOVED, Moved.WITHHELD]
    assert list(row.posts.order_by("part").values_list("part", flat=True)) == [0, 1]
    assert lies(row), "What is being sent is read from there."


def test_what_a_recipient_fetched_has_left(another, moment, person):
    row = ready(moment, state=STOPPED, channel=Channel.API)
    one = somebody(row, person)
    finish.finish(row.id, now=moment)
    one.refresh_from_db()
    assert one.state == Moved.MOVED
    assert told(TRANSFER_WITHHELD) == []
    assert lies(row)


@pytest.mark.parametrize("state", [TransferState.APPROVED, RUNNING])
def test_where_nobody_is_left_who_may_go_it_stops(another, moment, state):
    row = ready(moment, state=state, cursor=UUID(int=7))
    somebody(row, state=Moved.OMITTED)
    done = finish.finish(row.id, now=moment + TICK)
    assert (done.state, done.stop_code, done.stop_clause) == (STOPPED, "transfer.nobody", "")
    assert (done.finished_at, done.cursor) == (moment + TICK, None)
    (said,) = told(TRANSFER_STOPPED)
    assert (said["code"], said["clause"], said["transfer"]) == ("transfer.nobody", "recipients", str(row.id))


@pytest.mark.parametrize("channel", [Channel.WEBHOOK, Channel.API])
def test_without_a_file_it_is_ready_when_the_last_was_dealt_with_and_delivered_when_all_was_taken(
    another, moment, channel
):
    row = ready(moment, state=RUNNING, channel=channel, finished_at=None, cursor=UUID(int=7))
    for state in (Moved.MOVED, Moved.MOVED, Moved.OMITTED):
        somebody(row, state=state)
    post = posted(row, moment)
    finish.finish(row.id, now=moment)
    row.refresh_from_db()
    assert (row.state, row.cursor, row.finished_at) == (READY, None, None)
    Post.objects.filter(id=post.id).update(sent_at=moment)
    finish.settle_posts(row, now=moment + TICK)
    row.refresh_from_db()
    assert (row.state, row.finished_at) == (TransferState.DELIVERED, moment + TICK)
    (said,) = told(TRANSFER_DELIVERED)
    assert (said["people"], said["transfer"]) == (2, str(row.id))
    finish.settle_posts(row, now=moment)
    assert len(told(TRANSFER_DELIVERED)) == 1


@pytest.mark.parametrize("channel", [Channel.WEBHOOK, Channel.API])
def test_what_was_taken_while_it_ran_is_delivered_at_its_end(another, moment, channel):
    row = ready(moment, state=RUNNING, channel=channel, finished_at=None, cursor=UUID(int=7))
    somebody(row, state=Moved.MOVED)
    posted(row, moment, sent_at=moment)
    finish.finish(row.id, now=moment + TICK)
    row.refresh_from_db()
    assert (row.state, row.finished_at) == (TransferState.DELIVERED, moment + TICK)
    assert len(told(TRANSFER_DELIVERED)) == 1


def test_while_it_runs_nothing_is_delivered_though_all_so_far_was_taken(another, moment):
    row = ready(moment, state=RUNNING, channel=Channel.WEBHOOK)
    posted(row, moment, sent_at=moment)
    finish.settle_posts(row, now=moment)
    row.refresh_from_db()
    assert row.state == RUNNING
    assert told(TRANSFER_DELIVERED) == []


def sealing(row: Transfer) -> Transfer:
    """A transfer whose last person was dealt with."""
    Recipient.objects.filter(slug=office.KOTORI).update(public_key=str(x25519.Identity.generate().to_public()))
    spool.sealed_file(row.id).unlink()
    spool.write(row.id, 0, spool.enclose(b"one\n", transfer=row.id, part=0, salt="salt"))
    somebody(row)
    return row


def test_the_file_is_on_disk_whole_with_its_size_and_its_digest_before_it_is_ready(another, moment, monkeypatch):
    row, synced = sealing(ready(moment, state=RUNNING, finished_at=None, part=1)), []

    def sync(handle: int) -> None:
        synced.append(os.fstat(handle).st_size)
        assert Transfer.objects.get(id=row.id).state == RUNNING

    monkeypatch.setattr(os, "fsync", sync)
    done = finish.finish(row.id, now=moment + TICK)
    sealed = spool.sealed_file(row.id).read_bytes()
    assert (done.file_size, done.file_sha256) == (len(sealed), hashlib.sha256(sealed).hexdigest())
    assert synced == [len(sealed)]
    assert (done.state, done.finished_at, done.cursor, done.part_salt) == (READY, moment + TICK, None, "")
    assert not spool.folder(row.id).exists()


@pytest.mark.parametrize("left", [True, False])
def test_of_two_that_seal_at_once_the_second_leaves_nothing(another, moment, monkeypatch, left):
    row, plain = sealing(ready(moment, state=RUNNING, part=1)), seal_file

    def seal(source: Any, target: Path, *, to: str) -> None:
        plain(source, target, to=to)
        Transfer.objects.filter(id=row.id).update(state=READY, file_size=7)
        spool.sealed_file(row.id).write_bytes(b"the first")

    monkeypatch.setattr(finish, "seal_file", seal)
    if not left:  # the other process clears up after this one
        measured = finish._measured
        monkeypatch.setattr(finish, "_measured", lambda path: (measured(path), path.unlink())[0])
    finish.finish(row.id, now=moment)
    assert spool.sealed_file(row.id).read_bytes() == b"the first"
    assert Transfer.objects.get(id=row.id).file_size == 7
    assert [path for path in spool.sealed_file(row.id).parent.iterdir() if path.suffix == ".new"] == []


@pytest.mark.parametrize("state", [READY, TransferState.DELIVERED, TransferState.DECLINED])
def test_what_is_over_is_not_finished_twice(another, moment, state):
    row = ready(moment, state=state)
    one, before = somebody(row), values(row)
    finish.finish(row.id, now=moment + TICK)
    assert values(row) == before
    one.refresh_from_db()
    assert one.state == Moved.MOVED


@pytest.mark.parametrize("changes", [0, 1, 2, 9])
def test_while_others_change_something_a_file_is_judged_anew_and_the_third_time_alone(
    another, moment, monkeypatch, changes
):
    row, calls, count = ready(moment), [], itertools.count()
    one = somebody(row)
    monkeypatch.setattr(finish, "judged_by", lambda _transfer: min(next(count), 2 * changes))
    monkeypatch.setattr(finish, "against_the_whole", lambda _transfer, _now, *, lock: calls.append(lock))
    monkeypatch.setattr(finish, "against_anybody", lambda *_: calls.append(connection.in_atomic_block and "person"))
    path = finish.fetch(row.id, actor=office.ASKER, now=moment + TICK)
    assert path == spool.sealed_file(row.id)
    row.refresh_from_db()
    one.refresh_from_db()
    assert (row.state, row.finished_at, one.state) == (TransferState.DELIVERED, moment + TICK, Moved.MOVED)
    assert row.fetched_by == actor_reference(office.ASKER)
    assert calls == ["person", True] * (min(changes, 2) + 1) if changes < 2 else ["person", True] * 2 + [True, "person"]
    with pytest.raises(InvalidTransition):
        finish.fetch(row.id, actor=office.ASKER, now=moment)


@pytest.mark.parametrize("at", ["against_the_whole", "against_anybody"])
def test_what_stands_against_a_file_destroys_it(another, moment, person, monkeypatch, at):
    row = ready(moment)
    one = somebody(row, person)
    verdict = explained(current().policy, Answer.NO, "use.no-grant", "purposes.magazine", purpose={})
    for name in ("against_the_whole", "against_anybody"):
        monkeypatch.setattr(finish, name, lambda *_, name=name, **__: verdict if name == at else None)
    with pytest.raises(Refused) as refused:
        finish.fetch(row.id, actor=office.ASKER, now=moment)
    assert refused.value.verdict is verdict
    row.refresh_from_db()
    one.refresh_from_db()
    assert (row.state, row.stop_code, row.fetched_by, one.state) == (STOPPED, "use.no-grant", "", Moved.WITHHELD)
    assert not lies(row)
    assert len(told(TRANSFER_STOPPED)) == len(told(TRANSFER_WITHHELD)) == 1


@pytest.mark.parametrize(
    ("state", "channel"), [(RUNNING, Channel.FILE), (READY, Channel.WEBHOOK), (READY, Channel.API)]
)
def test_only_a_file_that_waits_is_fetched(another, moment, state, channel):
    row = ready(moment, state=state, channel=channel)
    with pytest.raises(InvalidTransition) as refused:
        finish.fetch(row.id, actor=office.ASKER, now=moment)
    assert refused.value.code == "transfer.no-file"


@pytest.mark.parametrize(
    ("state", "channel", "named", "code"),
    [
        (READY, Channel.FILE, "finished_at", "transfer.not-fetched"),
        (TransferState.APPROVED, Channel.API, "approved_at", "transfer.not-pulled"),
        (RUNNING, Channel.API, "approved_at", "transfer.not-pulled"),
        (RUNNING, Channel.FILE, "finished_at", ""),
        (READY, Channel.WEBHOOK, "finished_at", ""),
        (TransferState.DELIVERED, Channel.FILE, "finished_at", ""),
        (TransferState.DELIVERED, Channel.API, "approved_at", ""),
    ],
)
def test_what_nobody_takes_within_a_week_is_withdrawn(another, moment, state, channel, named, code):
    row = ready(moment, state=state, channel=channel, **{named: moment - timedelta(days=7)})
    somebody(row)
    assert timedelta(days=7) == WAITS
    assert finish.withdraw_unfetched(now=moment) == 0
    assert finish.withdraw_unfetched(now=moment + TICK) == (1 if code else 0)
    row.refresh_from_db()
    assert row.stop_code == code
    assert (row.state == STOPPED) == bool(code)
    assert lies(row) == (code != "transfer.not-fetched")
    assert finish.withdraw_unfetched(now=moment + TICK) == 0


@pytest.mark.parametrize("state", [RUNNING, READY, STOPPED])
def test_what_is_never_taken_is_given_up_and_withheld(another, moment, person, state):
    row = ready(moment, state=state, channel=Channel.WEBHOOK, stop_code="use.no-grant" if state == STOPPED else "")
    one = somebody(row, person)
    finish.give_up(row.id, now=moment)
    row.refresh_from_db()
    one.refresh_from_db()
    assert (row.state, one.state) == (STOPPED, Moved.WITHHELD)
    assert row.stop_code == ("use.no-grant" if state == STOPPED else "transfer.not-taken")
    assert len(told(TRANSFER_STOPPED)) == (state != STOPPED)


def test_what_is_due_is_leased_the_oldest_first_and_five_at_a_time(another, moment):
    row = ready(moment, channel=Channel.WEBHOOK)
    posts = [posted(row, moment - timedelta(minutes=part), part) for part in range(6)]
    posted(row, moment - timedelta(hours=1), 7, sent_at=moment)
    posted(row, moment - timedelta(hours=1), 8, leased_until=moment + TICK)
    posted(row, moment + TICK, 9)
    for part, state in enumerate((STOPPED, TransferState.DELIVERED)):
        posted(went(moment, state=state), moment - timedelta(hours=1), part)
    assert posting._lease(moment) == [post.id for post in posts[:0:-1]]
    assert posting._lease(moment) == [posts[0].id]
    assert posting._lease(moment) == []
    posts[0].refresh_from_db()
    assert posts[0].leased_until == moment + timedelta(minutes=5)


def test_of_several_posts_that_may_not_go_the_transfer_is_stopped_once(another, moment, person):
    row = ready(moment, channel=Channel.WEBHOOK)
    for part in range(3):
        posted(row, moment, part)
        somebody(row, person if part == 2 else None, part=part)
    sent = posted(went(moment, state=READY, channel=Channel.WEBHOOK), moment, leased_until=moment + TICK)
    assert posting.post_due(moment) == 3
    sent.refresh_from_db()
    assert sent.leased_until == moment + TICK, "what another worker sends is its own"
    assert len(told(TRANSFER_STOPPED)) == len(told(TRANSFER_WITHHELD)) == 1
    assert set(row.rows.values_list("state", flat=True)) == {Moved.WITHHELD}
    assert not row.posts.exists()


def test_a_second_worker_does_not_wait_for_the_first_nor_for_the_transfer(another, moment, monkeypatch):
    held: list[dict[str, object]] = []
    plain = QuerySet.select_for_update

    def hold(self: QuerySet, **how: Any) -> QuerySet:
        held.append(how)
        return plain(self, **how)

    monkeypatch.setattr(QuerySet, "select_for_update", hold)
    posted(ready(moment, channel=Channel.WEBHOOK), moment)
    assert len(posting._lease(moment)) == 1
    assert held == [{"skip_locked": True, "of": ("self",)}]


def test_what_is_taken_is_sent_though_its_part_is_gone_already_and_why_not_is_kept_in_so_many_letters(
    another, moment, monkeypatch
):
    row = ready(moment, channel=Channel.WEBHOOK)
    post, refused = posted(row, moment), posted(row, moment, 1)
    spool.write(row.id, 1, b"refused")
    monkeypatch.setattr(posting, "_may_go", lambda *_: True)
    monkeypatch.setattr(posting, "signed", lambda _url, body, **_: body)

    def take(body: bytes) -> None:
        if body == b"refused":
            raise NotTaken("x" * 40)
        spool.path(row.id, 0).unlink()

    monkeypatch.setattr(posting, "post", take)
    assert posting.post_due(moment) == 2
    post.refresh_from_db()
    refused.refresh_from_db()
    assert (post.sent_at, refused.sent_at, refused.failure) == (moment, None, "x" * 32)


def test_a_post_that_is_not_taken_is_tried_again_later_and_later_and_then_given_up(another, moment, monkeypatch):
    row = ready(moment, channel=Channel.WEBHOOK)
    one, post = somebody(row), posted(row, moment)

    def refuses(*_: object) -> None:
        raise NotTaken("http-500")

    monkeypatch.setattr(posting, "_may_go", lambda *_: True)
    monkeypatch.setattr(posting, "signed", lambda *_, **__: None)
    monkeypatch.setattr(posting, "post", refuses)
    now = moment
    for attempt in range(10):
        row.refresh_from_db()
        assert row.state == READY
        assert posting.post_due(now) == 1
        assert posting.post_due(now) == 0
        found = Post.objects.filter(id=post.id).first()
        if attempt < 9:
            assert found is not None
            assert (found.attempts, found.due_at) == (attempt + 1, now + timedelta(minutes=2**attempt))
            assert (found.leased_until, found.failure) == (None, "http-500")
            now = found.due_at
    row.refresh_from_db()
    one.refresh_from_db()
    assert (row.state, row.stop_code, one.state) == (STOPPED, "transfer.not-taken", Moved.WITHHELD)
    assert TransferPerson.objects.filter(state=Moved.MOVED).count() == 1


def test_a_post_that_is_taken_lets_its_part_go(another, moment, monkeypatch):
    row = ready(moment, channel=Channel.WEBHOOK)
    first, second = posted(row, moment, failure="http-500"), posted(row, moment + timedelta(days=1), 1)
    spool.write(row.id, 1, b"part")
    monkeypatch.setattr(posting, "_may_go", lambda *_: True)
    monkeypatch.setattr(posting, "signed", lambda *_, **__: None)
    monkeypatch.setattr(posting, "post", lambda *_: None)
    assert posting.post_due(moment) == 1
    first.refresh_from_db()
    assert (first.sent_at, first.leased_until, first.failure) == (moment, None, "")
    assert not spool.path(row.id, 0).exists()
    assert spool.path(row.id, 1).exists()
    row.refresh_from_db()
    assert row.state == READY
    assert posting.post_due(second.due_at) == 1
    row.refresh_from_db()
    assert row.state == TransferState.DELIVERED
