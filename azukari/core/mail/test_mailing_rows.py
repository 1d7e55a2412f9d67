"""Messages of a mailing that is cancelled, tried again or counted, and of people who go: of each sort one, and those of
another mailing beside them.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from azukari.core.mail import in_doubt, mailing_health, mailing_retention
from azukari.core.mail import mailing as verbs
from azukari.core.mail.holder import MailingHolder
from azukari.core.mail.mailing_retention import KEPT, forget_old
from azukari.core.mail.models import MailboxScore, Mailing, MailingMessage, MailingText
from azukari.core.mail.progress import progress, progress_of
from azukari.core.people.models import Person
from azukari.lib.conflict import InvalidTransition
from azukari.lib.identifier import new_id
from azukari.policy.mailing import FAILED, OPEN, MailingState, MessageState
from azukari.policy.returned import LIMIT
from tests.cast import NOW

pytestmark = pytest.mark.django_db
LATER, SECOND = NOW + timedelta(hours=1), timedelta(seconds=1)


def _person() -> UUID:
    return Person.objects.create(id=new_id(), created_at=NOW, confirmed_at=NOW).id


def _mailing(state: MailingState = MailingState.SENDING, **more: object) -> Mailing:
    given: dict[str, Any] = {"kind": "magazine", "purpose": "magazine", "created_by": "system", "created_at": NOW}
    return Mailing.objects.create(state=state.value, **{"starts_at": NOW, **given, **more})


def _message(mailing: Mailing, state: MessageState, **more: object) -> MailingMessage:
    given: dict[str, Any] = {"person_id": _person(), "lang": "en", "due_at": NOW, "changed_at": NOW}
    return MailingMessage.objects.create(mailing=mailing, state=state.value, **{**given, **more})


def _each(mailing: Mailing, **more: object) -> dict[MessageState, MailingMessage]:
    return {state: _message(mailing, state, **more) for state in MessageState}


def _rows(mailing: Mailing) -> Mapping[UUID, Any]:
    return {row["id"]: row for row in MailingMessage.objects.filter(mailing=mailing).values()}


def test_what_waits_of_a_cancelled_mailing_is_given_up_but_for_what_is_in_hand() -> None:
    mailing, other = _mailing(), _mailing()
    each, held = _each(mailing), _message(mailing, MessageState.WAITING, lease=new_id())
    _each(other)
    before = _rows(other)
    verbs.cancel(mailing, now=LATER)
    assert _rows(other) == before
    held.refresh_from_db()
    assert (held.state, held.changed_at) == (MessageState.WAITING, NOW)
    for state, message in each.items():
        message.refresh_from_db()
        if state in OPEN:
            assert (message.state, message.code, message.changed_at) == ("given-up", "cancelled", LATER)
        else:
            assert (message.state, message.changed_at) == (state, NOW)


@pytest.mark.parametrize("state", [MailingState.SENDING, MailingState.PAUSED, MailingState.DONE])
def test_what_failed_is_tried_once_more_and_nothing_else(state: MailingState) -> None:
    mailing, other = _mailing(state, ended_at=NOW), _mailing(state)
    each, gone = _each(mailing, attempts=3, code="old"), _message(mailing, MessageState.BOUNCED, person_id=None)
    _each(other)
    before = _rows(other)
    assert verbs.retry_failed(mailing, now=LATER) == len(FAILED)
    assert _rows(other) == before
    for was, message in each.items():
        message.refresh_from_db()
        again = (MessageState.WAITING, "", 0, LATER, LATER)
        stands = (message.state, message.code, message.attempts, message.due_at, message.changed_at)
        assert stands == (again if was in FAILED else (was, "old", 3, NOW, NOW))
    gone.refresh_from_db()
    assert gone.state == MessageState.BOUNCED, "of whoever was erased nothing is sent again"
    mailing.refresh_from_db()
    done = state is MailingState.DONE
    assert (mailing.state, mailing.ended_at) == (("sending", None) if done else (state.value, NOW))
    assert verbs.retry_failed(mailing, now=LATER) == 0


def test_a_mailing_is_counted_by_itself() -> None:
    mailing, other = _mailing(), _mailing()
    _each(mailing)
    _message(mailing, MessageState.SENT, changed_at=NOW - timedelta(minutes=1))
    _message(mailing, MessageState.HELD, doubtful=True)
    _each(other, doubtful=True)
    assert verbs.tally(mailing) == {s: 2 if s in {MessageState.SENT, MessageState.HELD} else 1 for s in MessageState}
    far = progress(mailing)
    assert (far.total, far.sent, far.waiting, far.unreached, far.in_doubt) == (10, 2, 3, 5, 1)
    assert progress_of(mailing.id) == far
    assert progress_of(None) is progress_of(uuid4()) is None
    assert verbs.lately_taken(mailing, now=NOW) == 1
    assert verbs.lately_taken(mailing, now=NOW + timedelta(minutes=1) - SECOND) == 1
    assert verbs.lately_taken(mailing, now=NOW + timedelta(minutes=1)) == 0


def test_people_are_added_once_and_before_it_begins() -> None:
    mailing = _mailing(MailingState.PREPARING)
    MailingText.objects.create(mailing=mailing, lang="en", subject="s", text="t", html="h")
    one, two = _person(), _person()
    for person in (one, two):
        _message(_mailing(), MessageState.SENT, person_id=person)
    verbs.add(mailing, [(one, "en")], now=NOW)
    verbs.add(mailing, [(one, "en"), (two, "en")], now=LATER)
    rows = (
        MailingMessage.objects.filter(mailing=mailing)
        .order_by("due_at")
        .values_list("person_id", "state", "lang", "due_at", "changed_at")
    )
    assert list(rows) == [(one, "waiting", "en", NOW, NOW), (two, "waiting", "en", LATER, LATER)]
    with pytest.raises(verbs.NoText):
        verbs.add(mailing, [(_person(), "ja")], now=NOW)
    verbs.start(mailing, now=NOW)
    with pytest.raises(InvalidTransition):
        verbs.add(mailing, [(_person(), "en")], now=NOW)
    assert MailingMessage.objects.filter(mailing=mailing).count() == 2


def test_whoever_goes_leaves_what_may_have_gone_and_nothing_that_waits() -> None:
    mailing = _mailing()
    each, in_hand = _each(mailing), _message(mailing, MessageState.WAITING, lease=new_id())
    doubted = _message(mailing, MessageState.HELD, doubtful=True)
    known = _message(mailing, MessageState.BOUNCED, doubtful=True)
    stays = _message(mailing, MessageState.WAITING)
    theirs = [*each.values(), in_hand, doubted, known]
    MailingHolder().erase([message.person_id for message in theirs if message.person_id])
    left = {row.id: (row.person_id, row.state, row.code) for row in MailingMessage.objects.all()}
    assert left == {
        each[MessageState.SENT].id: (None, "sent", ""),
        in_hand.id: (None, "waiting", ""),
        doubted.id: (None, "given-up", in_doubt.CODE),
        known.id: (None, "bounced", ""),
        stays.id: (stays.person_id, "waiting", ""),
    }


def test_whose_data_is_kept_for_a_law_alone_gets_nothing_more_and_what_may_have_gone_is_nobodys() -> None:
    mailing = _mailing()
    each, stranger = _each(mailing), _message(mailing, MessageState.WAITING)
    doubted, known = (_message(mailing, state, doubtful=True) for state in (MessageState.HELD, MessageState.BOUNCED))
    theirs = [*each.values(), doubted, known]
    MailingHolder().delete_ended([], [message.person_id for message in theirs if message.person_id])
    left = {row.id: (row.person_id, row.state) for row in MailingMessage.objects.all()}
    stays = [message for state, message in each.items() if state not in OPEN]
    assert left == {
        **{message.id: (message.person_id, message.state) for message in (*stays, known, stranger)},
        doubted.id: (None, "given-up"),
    }


@pytest.mark.parametrize("theirs", [MessageState.WAITING, MessageState.SENT, MessageState.BOUNCED])
@pytest.mark.parametrize("ours", [MessageState.WAITING, MessageState.SENT, MessageState.BOUNCED])
def test_of_a_mailing_that_both_records_are_in_the_message_that_went_stays(
    ours: MessageState, theirs: MessageState
) -> None:
    mailing, other = _mailing(), _mailing()
    one, heir = _message(mailing, ours), _message(mailing, theirs)
    alone = _message(other, ours, person_id=one.person_id)
    stranger, beside = _message(other, theirs), _message(mailing, MessageState.SENT)
    person, to = one.person_id, heir.person_id
    assert person
    assert to
    MailingHolder().reassign(person, to)
    left = {row.id: row.person_id for row in MailingMessage.objects.all()}
    assert (left.pop(alone.id), left.pop(stranger.id)) == (to, stranger.person_id)
    assert left.pop(beside.id) == beside.person_id
    sent = MessageState.SENT
    if ours is sent and theirs is sent:
        assert left == {one.id: None, heir.id: to}
    else:
        assert left == ({one.id: to} if ours is sent else {heir.id: to})


def test_a_person_is_told_of_each_mailing_how_it_stands_and_since_when() -> None:
    person, stranger = _person(), _person()
    for number, state in enumerate(MessageState):
        for whose in (person, stranger):
            _message(_mailing(kind=f"kind:{number}"), state, person_id=whose, changed_at=NOW + number * SECOND)
    assert MailingHolder().export(person) == {
        "mailings": [
            {"kind": f"kind:{number}", "state": state.value, "since": (NOW + number * SECOND).isoformat()}
            for number, state in enumerate(MessageState)
        ]
    }
    held = MailingHolder().held([person])
    assert {name: rows.count() for name, rows in held.items()} == {"mailing": len(MessageState), "mailbox": 0}


@pytest.mark.parametrize("both", [True, False])
def test_a_closed_mailbox_goes_along_unless_there_is_one(both: bool) -> None:
    person, to, stranger = _person(), _person(), _person()
    for whose, score in ((person, 1), (stranger, 2), *(((to, 3),) if both else ())):
        MailboxScore.objects.create(person_id=whose, score=score, reason="gone", at=NOW)
    MailingHolder().reassign(person, to)
    assert dict(MailboxScore.objects.values_list("person_id", "score")) == {stranger: 2, to: 3 if both else 1}
    told = MailingHolder().export(to)
    assert told == {"mailings": [], "mailbox": {"reason": "gone", "since": NOW.isoformat()}}
    assert MailingHolder().export(person) == {"mailings": []}


def test_whom_a_mailing_went_to_is_forgotten_a_year_after_its_end() -> None:
    old, new, running = _mailing(ended_at=NOW - SECOND), _mailing(ended_at=NOW), _mailing()
    each, held = _each(old), _message(old, MessageState.SENT, lease=new_id())
    for mailing in (new, running):
        _each(mailing)
    for score, at in ((LIMIT - 1, NOW - SECOND), (LIMIT - 1, NOW), (LIMIT, NOW - SECOND)):
        MailboxScore.objects.create(person_id=_person(), score=score, reason="gone", at=at)
    assert timedelta(days=365) == KEPT
    assert forget_old(NOW + KEPT) == len(MessageState) - len(OPEN) + 1
    named = {row.id for row in MailingMessage.objects.filter(mailing=old, person__isnull=False)}
    assert named == {held.id, *(each[state].id for state in OPEN)}
    for mailing in (new, running):
        assert MailingMessage.objects.filter(mailing=mailing, person__isnull=False).count() == len(MessageState)
    assert sorted(MailboxScore.objects.values_list("score", "at")) == [(LIMIT - 1, NOW), (LIMIT, NOW - SECOND)]


def test_what_fares_ill_since_it_was_let_go_is_paused_and_no_other() -> None:
    ill, well, over = _mailing(), _mailing(), _mailing(MailingState.DONE)
    seen = _mailing(starts_at=LATER)  # staff have looked, and let it go on
    new = _mailing(MailingState.PREPARING, starts_at=None)
    sent, back = MessageState.SENT, MessageState.BOUNCED
    MailingMessage.objects.bulk_create(
        MailingMessage(mailing=mailing, state=state, lang="en", due_at=NOW, changed_at=NOW)
        for mailing, state in ((ill, back), (over, back), (seen, back), (well, sent), (new, back))
        for _ in range(100)
    )
    assert mailing_health.pause_unwell() == 1
    assert {m.id: m.state for m in Mailing.objects.all()} == {
        ill.id: "paused", well.id: "sending", over.id: "done", seen.id: "sending", new.id: "preparing"
    }  # fmt: skip


@pytest.mark.parametrize("fewer", [None, "sent", "bounced", "complained", "given-up"])
def test_what_a_server_was_asked_about_is_what_a_share_is_of(fewer: str | None) -> None:
    """Twenty of four hundred is not too much; of one less it is."""
    counts = {"sent": 370, "bounced": 20, "complained": 1, "given-up": 9, "waiting": 50, "held": 50, "refused": 50}
    if fewer:
        counts[fewer] -= 1
        counts["bounced"] += fewer == "bounced"
        counts["sent"] -= fewer == "bounced"
    mailing = _mailing()
    MailingMessage.objects.bulk_create(
        MailingMessage(mailing=mailing, state=state, lang="en", due_at=NOW, changed_at=NOW)
        for state, count in counts.items()
        for _ in range(count)
    )
    assert mailing_health.pause_unwell() == (1 if fewer else 0)
    mailing.refresh_from_db()
    assert mailing.code == ("bounces" if fewer else "")


def test_done_is_what_nothing_waits_of_whatever_waits_elsewhere() -> None:
    done, waits, held, later = (_mailing(starts_at=at) for at in (NOW, NOW, NOW, LATER))
    for state in MessageState:
        if state not in OPEN:
            _message(done, state)
    _message(waits, MessageState.WAITING)
    _message(held, MessageState.HELD)
    assert verbs.settle_done(now=NOW) == 1
    states = {row.id: (row.state, row.ended_at) for row in Mailing.objects.all()}
    assert states == {done.id: ("done", NOW), **{row.id: ("sending", None) for row in (waits, held, later)}}


def test_what_is_paused_at_that_very_moment_is_not_done() -> None:
    mailing = _mailing()

    def pausing(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found = execute(sql, params, many, context)
        if sql.startswith("SELECT") and "EXISTS" in sql:
            Mailing.objects.filter(id=mailing.id).update(state=MailingState.PAUSED)
        return found

    with connection.execute_wrapper(pausing):
        assert verbs.settle_done(now=NOW) == 0
    mailing.refresh_from_db()
    assert (mailing.state, mailing.ended_at) == ("paused", None)


def test_whom_an_old_mailing_went_to_is_forgotten_one_call_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailing_retention, "_A_CALL", 1)
    old = _mailing(ended_at=NOW - SECOND)
    for person in (None, _person(), None, _person(), None):
        _message(old, MessageState.SENT, person_id=person)
    assert forget_old(NOW + KEPT) == 2
    assert not MailingMessage.objects.filter(person__isnull=False).exists()
