"""The queue's rows: which are taken up and in which order, what stands in them afterwards, how long they stay, and of
whom the holder tells.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from smtplib import SMTPDataError, SMTPServerDisconnected
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.db.models import Q, QuerySet

from azukari.core.mail import letter, queue
from azukari.core.mail.holder import MessageHolder
from azukari.core.mail.letter import Letter, LetterKind, OfficeKind
from azukari.core.mail.models import Message
from azukari.core.mail.queue import IN_A_ROW, KEPT, PAUSE, enqueue, purge, send_due
from azukari.core.mail.queue_rows import lease_due
from azukari.core.mail.retrying import MOST_ATTEMPTS
from azukari.core.people.models import Person
from azukari.core.vault.refusal import Refused
from azukari.core.vault.release import Opened
from azukari.lib.identifier import new_id
from azukari.policy.terms import Answer, Category, Verdict
from tests.cast import NOW

pytestmark = pytest.mark.django_db
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@dataclass
class Server:
    """Where mail goes: what it was given, and what it answers to each; None for yes."""

    answers: list[Exception | None] = field(default_factory=list)
    got: list[Any] = field(default_factory=list)
    opened: int = 0
    closed: int = 0
    away_by: OSError | None = None

    def open(self) -> None:
        if self.away_by is not None:
            raise self.away_by
        self.opened += 1

    def close(self) -> None:
        self.closed += 1

    def send_messages(self, messages: list[Any]) -> None:
        answer = self.answers.pop(0) if self.answers else None
        if answer is not None:
            raise answer
        self.got += messages


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    here = Server()
    monkeypatch.setattr(queue, "mailers", SimpleNamespace(default=here))
    monkeypatch.setattr(queue, "complaint", lambda _now: "")
    return here


@pytest.fixture
def desk(charter: object, monkeypatch: pytest.MonkeyPatch) -> str:
    """A kind of mail to somebody who is no registrant."""
    kind = OfficeKind(
        "test:desk", lambda _message, _now: Letter("Word", ("Here.",)), lambda _message: "desk@example.org"
    )
    monkeypatch.setitem(letter._office_kinds, kind.name, kind)
    return kind.name


def message(kind: str, at: datetime = NOW, **more: Any) -> Message:
    given = {"kind": kind, "lang": "en", "created_at": at, "due_at": at, "reference": new_id()}
    return Message.objects.create(**{**given, **more})


def stands(row: Message) -> tuple[Any, ...]:
    found = Message.objects.get(id=row.id)
    return found.sent_at, found.attempts, found.due_at, found.leased_until, found.failure


def test_what_is_put_in_stands_there_whole_and_is_due_at_once(desk: str) -> None:
    person = Person.objects.create(id=new_id(), created_at=NOW).id
    reference = new_id()
    id = enqueue(desk, person=person, reference=reference, lang="ja", now=NOW)
    [row] = Message.objects.values()
    assert row == {
        "id": id, "kind": desk, "person_id": person, "reference": reference, "lang": "ja", "created_at": NOW,
        "due_at": NOW, "attempts": 0, "leased_until": None, "sent_at": None, "failure": "",
    }  # fmt: skip


def test_a_kind_of_letter_that_nobody_could_build_is_not_put_in() -> None:
    with pytest.raises(KeyError):
        enqueue("test:word", person=None, reference=None, lang="ja", now=NOW)
    assert not Message.objects.exists()


def test_what_is_due_and_free_is_taken_up_the_oldest_first(server: Server, desk: str) -> None:
    late, first = message(desk, NOW), message(desk, NOW - MINUTE)
    free = message(desk, NOW - SECOND, leased_until=NOW)
    message(desk, NOW + SECOND)
    message(desk, NOW - MINUTE, sent_at=NOW)
    message(desk, NOW - MINUTE, leased_until=NOW + SECOND)
    message(desk, NOW - MINUTE, attempts=MOST_ATTEMPTS)
    last = message(desk, NOW - MINUTE + SECOND, attempts=MOST_ATTEMPTS - 1)
    assert [row.id for row in lease_due(NOW, Q(), 2)] == [first.id, last.id]
    assert {row.id for row in lease_due(NOW, Q(), 9)} == {free.id, late.id}
    held = Message.objects.filter(leased_until=NOW + timedelta(minutes=5))
    assert {row.id for row in held} == {first.id, last.id, free.id, late.id}
    assert lease_due(NOW, Q(), 9) == []


def test_a_second_worker_does_not_wait_for_the_first(desk: str, monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[dict[str, Any]] = []
    plain = QuerySet.select_for_update

    def hold(self: QuerySet, **how: Any) -> QuerySet:
        held.append(how)
        return plain(self, **how)

    monkeypatch.setattr(QuerySet, "select_for_update", hold)
    message(desk)
    assert len(lease_due(NOW, Q(), 9)) == 1
    assert held == [{"skip_locked": True}]


def test_what_was_taken_is_marked_and_nothing_else(server: Server, desk: str) -> None:
    row, other = message(desk, failure="Timeout", attempts=2), message(desk, NOW + MINUTE)
    before = stands(other)
    assert send_due(NOW) == 1
    assert stands(row) == (NOW, 2, NOW, None, "")
    assert stands(other) == before
    [mail] = server.got
    assert mail.to == ["desk@example.org"]
    assert "/me" not in mail.body, "a colleague has no page of their own here"
    assert (server.opened, server.closed) == (1, 1)


@pytest.mark.parametrize(
    ("answer", "pause", "failure"),
    [
        (SMTPDataError(451, b"later"), MINUTE, "SMTPDataError 451"),
        (TimeoutError(), MINUTE, "TimeoutError"),
        (ValueError("a fault of ours"), MINUTE, "ValueError"),
    ],
)
def test_what_was_not_taken_is_tried_later_and_the_others_go(
    server: Server, desk: str, answer: Exception, pause: timedelta, failure: str
) -> None:
    first, second = message(desk, NOW - SECOND), message(desk)
    server.answers = [answer]
    assert send_due(NOW) == 2
    assert stands(first) == (None, 1, NOW + pause, None, failure)
    assert stands(second)[0] == NOW
    assert send_due(NOW + pause - SECOND) == 0
    assert send_due(NOW + pause) == 1
    assert len(server.got) == 2


def test_a_server_that_breaks_off_again_and_again_is_left_alone_for_a_while(server: Server, desk: str) -> None:
    rows = [message(desk, NOW - (9 - n) * SECOND) for n in range(5)]
    server.answers = [SMTPServerDisconnected()] * 9
    assert send_due(NOW) == IN_A_ROW == 3
    for row in rows[:3]:
        assert stands(row) == (None, 1, NOW + MINUTE, None, "SMTPServerDisconnected")
    for row in rows[3:]:
        assert stands(row) == (None, 0, NOW + PAUSE, None, "broken-off")
    assert server.closed == 4


class TheServerOfTheWholeNeighbourhoodIsAway(OSError):
    """Its name is longer than the column."""


def test_why_it_did_not_go_is_kept_in_so_many_letters(
    server: Server, desk: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    away, broken, refused = (message(desk, NOW - n * SECOND) for n in (1, 2, 3))
    error, no = TheServerOfTheWholeNeighbourhoodIsAway(), Verdict(Answer.NO, "x" * 40, "management", {})
    name = type(error).__name__[:32]

    def first(row: Message, *_: object) -> None:
        if row.id == refused.id:
            raise Refused(no)
        server.away_by = error
        raise ValueError

    monkeypatch.setattr(queue, "_send", first)
    assert send_due(NOW) == 3
    assert stands(refused) == (NOW, 0, refused.due_at, None, "x" * 32)
    assert stands(broken)[4] == "ValueError"
    assert f"Message {broken.id} failed" in caplog.text, "a fault of ours is told to the operator"
    assert stands(away)[4] == name
    monkeypatch.setattr(queue, "_send", lambda *_: (_ for _ in ()).throw(error))
    server.away_by = None
    assert send_due(NOW + MINUTE) == 2
    assert stands(broken)[4] == stands(away)[4] == name


def test_one_that_goes_between_says_that_the_server_is_well(server: Server, desk: str) -> None:
    rows = [message(desk, NOW - (9 - n) * SECOND) for n in range(6)]
    off = SMTPServerDisconnected()
    server.answers = [off, off, None, off, off, None]
    assert send_due(NOW) == 6
    assert [stands(row)[0] for row in rows] == [None, None, NOW, None, None, NOW]


def test_a_server_that_is_away_costs_no_try_and_is_asked_again_in_a_minute(server: Server, desk: str) -> None:
    rows = [message(desk), message(desk)]
    server.away_by = ConnectionRefusedError()
    assert send_due(NOW) == 2
    for row in rows:
        assert stands(row) == (None, 0, NOW + MINUTE, None, "ConnectionRefusedError")
    assert PAUSE == MINUTE


def test_what_a_pass_has_no_time_for_is_free_for_the_next(
    server: Server, desk: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [message(desk, NOW - (9 - n) * SECOND) for n in range(3)]
    theirs = message(desk, leased_until=NOW + SECOND)
    now = iter([0.0, 0.0, queue.PASS - 1, queue.PASS, queue.PASS])
    monkeypatch.setattr(time, "monotonic", lambda: next(now))
    assert send_due(NOW) == 2
    assert stands(rows[2]) == (None, 0, rows[2].due_at, None, "")
    assert stands(theirs) == (None, 0, NOW, NOW + SECOND, ""), "Another worker has it."


def test_what_may_not_leave_now_is_not_even_taken_up(
    server: Server, desk: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = message(desk)
    monkeypatch.setattr(queue, "complaint", lambda _now: "no contract")
    assert send_due(NOW) == 0
    assert stands(row) == (None, 0, NOW, None, "")


@pytest.mark.parametrize(("builds", "address"), [(True, ""), (False, "desk@example.org")])
def test_where_there_is_nothing_to_say_or_nobody_to_hear_it_nothing_goes(
    server: Server, monkeypatch: pytest.MonkeyPatch, builds: bool, address: str
) -> None:
    said = Letter("Word", ("Here.",)) if builds else None
    kind = OfficeKind("test:desk", lambda _message, _now: said, lambda _message: address)
    monkeypatch.setitem(letter._office_kinds, kind.name, kind)
    row = message(kind.name)
    assert send_due(NOW) == 1
    assert stands(row)[0] == NOW
    assert not server.got


@pytest.mark.parametrize("after", [-SECOND, 0 * SECOND, SECOND])
def test_rows_of_what_went_and_of_what_was_given_up_go_after_thirty_days(after: timedelta) -> None:
    end = NOW + timedelta(days=30) + after
    gone = [message("x", sent_at=NOW), message("x", attempts=MOST_ATTEMPTS)]
    stays = [
        message("x", attempts=MOST_ATTEMPTS - 1),
        message("x", due_at=NOW + MINUTE, attempts=MOST_ATTEMPTS),
        message("x", sent_at=NOW + MINUTE, attempts=MOST_ATTEMPTS),
    ]
    assert timedelta(days=30) == KEPT
    assert purge(end) == (2 if after > 0 * SECOND else 0)
    left = {row.id for row in Message.objects.all()}
    assert left == {row.id for row in stays} | (set() if after > 0 * SECOND else {row.id for row in gone})


def opened(submission: UUID, at: datetime, category: Category = Category.EMAIL) -> Opened:
    return Opened(new_id(), new_id(), submission, "email", category, f"{at}", frozenset(), at, None)


def test_a_letter_goes_to_the_address_of_what_it_is_about_else_to_the_newest() -> None:
    about, other = new_id(), new_id()
    old, newer, newest = (opened(about, NOW), opened(about, NOW + SECOND), opened(other, NOW + MINUTE))
    name = opened(about, NOW + 2 * MINUTE, Category.NAME)
    address: Callable[..., Opened | None] = queue._address
    for values in ([old, newer, newest, name], [name, newest, newer, old]):
        assert address(values, about) == newer
        assert address(values, new_id()) == newest
        assert address(values, None) == newest
    assert address([name], about) is None
    assert address([], None) is None


def test_a_person_is_told_of_what_went_to_them_in_its_order_and_of_nothing_that_waits() -> None:
    one, other, to = (Person.objects.create(id=new_id(), created_at=NOW).id for _ in range(3))
    first = message("test:one", person_id=one, sent_at=NOW + MINUTE)
    second = message("test:two", person_id=one, sent_at=NOW)
    waits = message("test:three", person_id=one)
    theirs = message("test:four", person_id=other, sent_at=NOW)
    holder = MessageHolder()
    assert holder.export(one) == {
        "messages": [
            {"kind": "test:one", "sent": (NOW + MINUTE).isoformat()},
            {"kind": "test:two", "sent": NOW.isoformat()},
        ]
    }
    assert second.reference
    holder.delete_ended([second.reference], [])
    holder.reassign(one, to)
    assert dict(Message.objects.values_list("id", "person_id")) == {first.id: to, waits.id: to, theirs.id: other}
    holder.delete_ended([], [other])
    holder.erase([to])
    assert not Message.objects.exists()


def test_a_kind_that_has_no_purpose_of_its_own_per_message_has_one() -> None:
    row = message("test:word")
    kind = LetterKind("test:word", "membership", lambda _message, _now: None, "word")
    assert kind.purpose_for(row) == "membership"
    told = LetterKind("test:word", "membership", lambda _m, _n: None, "word", purpose_of=lambda m: f"of {m.kind}")
    assert told.purpose_for(row) == "of test:word"


def test_a_letter_goes_where_a_mailing_would_to_the_address_that_was_given_or_corrected_last():
    older = Opened(new_id(), new_id(), new_id(), "email", Category.EMAIL, "a@example.org", frozenset(), NOW, None)
    newer = older._replace(submission=new_id(), text="b@example.org", created_at=NOW + timedelta(days=1))
    assert queue._address([older, newer], None) == newer
    corrected = older._replace(corrected_at=NOW + timedelta(days=2))
    assert queue._address([corrected, newer], None) == corrected
    assert queue._address([corrected, newer], newer.submission) == newer, "what a letter is about comes first"
