"""A mail that takes long to be read keeps no other work waiting, and few mails wait behind it."""

import smtplib
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings

from azukari.core.mail.incoming import apart, lmtp, mailbox, replies
from azukari.core.mail.incoming import receive as receiving
from azukari.core.mail.incoming.parse import NotUnderstood
from azukari.lib.instance import Incoming
from azukari.lib.job import Job, Runner
from azukari.lib.worker import Places, Worker
from azukari.shells.worker.jobs import jobs
from tests.cast import NOW
from tests.mailings.mailboxes import Imap, Pop3, Server, serving
from tests.postgres import free_port

OFFICE, THEIRS = "office@example.org", "hanako@example.jp"
A_WHILE = 60.0  # seconds after which a test gives up; none takes them if all is well


def _mail(text: str = "HERON") -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = THEIRS, OFFICE, "Re: our news"
    mail.set_content(text)
    return mail.as_bytes()


@pytest.fixture
def placed(settings) -> Callable[..., None]:
    def place(**more: str) -> None:
        settings.AZUKARI = replace(django_settings.AZUKARI, incoming=Incoming(**more))

    return place


class _Standing:
    """A reader of mails that stands until it may go on."""

    def __init__(self) -> None:
        self.reads, self.go_on, self.begun = 0, threading.Event(), threading.Semaphore(0)

    def __call__(self, _raw: bytes, *, by_a_system: bool) -> tuple[NotUnderstood, list[str]]:
        self.reads += 1
        self.begun.release()
        assert self.go_on.wait(A_WHILE)
        return NotUnderstood(), []


@pytest.fixture
def standing(monkeypatch: pytest.MonkeyPatch) -> Iterator[_Standing]:
    made = _Standing()
    for module in (receiving, lmtp):
        monkeypatch.setattr(module, "read_apart", made)
    monkeypatch.setattr(replies.on_reply, "known", [])
    monkeypatch.setattr(mailbox, "_refused", set())
    yield made
    made.go_on.set()


def test_the_ledger_erasures_and_controls_go_on_while_a_mail_stands(placed, standing, tmp_path: Path):
    ran, all_ran, stop = set[str](), threading.Event(), threading.Event()

    def noting(job: Job) -> Job:
        def note(_now: datetime) -> None:
            ran.add(job.name)
            if ran == others:
                all_ran.set()

        return replace(job, run=note, every=timedelta(milliseconds=10), dated=False)

    visits = next(job for job in jobs() if job.name == "mailbox")
    table = [job if job is visits else noting(job) for job in jobs()]
    others = {job.name for job in table if job.lane is not visits.lane}
    assert {"ledger", "interrupted erasures", "controls", "retention", "mail"} <= others
    with serving(Pop3([_mail()])) as box:
        placed(mailbox=box.url)
        worker = threading.Thread(target=Worker(table, Runner(), Places(tmp_path / "beat.json")).run, args=(stop,))
        worker.start()
        try:
            assert standing.begun.acquire(timeout=A_WHILE)
            ran.clear()  # what ran before the mail stood does not count
            assert all_ran.wait(A_WHILE), others - ran
            assert not standing.go_on.is_set()
        finally:
            standing.go_on.set()
            stop.set()
            worker.join(A_WHILE)


@pytest.mark.parametrize("protocol", [Imap, Pop3])
def test_a_visit_ends_after_a_while_and_where_others_are_read(placed, standing, monkeypatch, protocol: type[Server]):
    standing.go_on.set()
    with serving(protocol([_mail("one"), _mail("two"), _mail("three")])) as box:
        placed(mailbox=box.url)
        with monkeypatch.context() as short:
            short.setattr(mailbox, "_LONGEST_VISIT", -1.0)
            mailbox.visit(NOW)
            assert standing.reads <= 1
        asked = list[bytes]()

        def busy(raw: bytes, **_more: Any) -> tuple[NotUnderstood, list[str]]:
            asked.append(raw)
            raise apart.Busy

        monkeypatch.setattr(receiving, "read_apart", busy)
        mailbox.visit(NOW)
        assert len(asked) == 1
        assert len(box.mails) == 3


@pytest.mark.django_db
@pytest.mark.parametrize("protocol", [Imap, Pop3])
@pytest.mark.parametrize("line", ["x" * 3_000, "x" * 10_500_000], ids=["long", "larger than any mail may be"])
def test_a_mail_with_a_long_line_keeps_no_other_from_being_read(placed, monkeypatch, protocol: type[Server], line: str):
    taken = list[bytes]()

    def take(raw: bytes, **_more: Any) -> tuple[NotUnderstood, list[str]]:
        taken.append(raw)
        return NotUnderstood(), []

    monkeypatch.setattr(receiving, "read_apart", take)
    monkeypatch.setattr(mailbox, "_refused", set())
    with serving(protocol([_mail() + line.encode(), _mail("..\nHERON")])) as box:
        placed(mailbox=box.url)
        assert mailbox.visit(NOW) == 2
    assert taken[-1].replace(b"\r\n", b"\n") == _mail("..\nHERON")


@pytest.fixture
def place(placed) -> Iterator[tuple[str, int]]:
    port = free_port()
    placed(lmtp=f"127.0.0.1:{port}")
    lmtp.tend(NOW)
    yield "127.0.0.1", port
    lmtp._listening.pop().stop()


def _handed_over(at: tuple[str, int], recipients: int = 1) -> tuple[smtplib.LMTP, int]:
    """Everything of a mail was sent, and its answers have not been read."""
    talk = smtplib.LMTP(*at, timeout=A_WHILE)
    talk.ehlo_or_helo_if_needed()
    talk.mail(THEIRS)
    for number in range(recipients):
        assert talk.rcpt(f"office{number}@example.org")[0] == 250
    assert talk.docmd("DATA")[0] == 354
    talk.send(_mail().replace(b"\n", b"\r\n") + b"\r\n.\r\n")
    return talk, recipients


@pytest.mark.django_db(transaction=True)
def test_a_mail_beyond_those_in_hand_is_put_off_at_once(place, standing, monkeypatch):
    monkeypatch.setattr(lmtp, "_MOST_IN_HAND", 2)
    with ExitStack() as stack:
        held = [stack.enter_context(_handed_over(place)[0]) for _ in range(2)]
        for _ in held:
            assert standing.begun.acquire(timeout=A_WHILE)
        third = stack.enter_context(_handed_over(place, recipients=2)[0])
        assert [third.getreply()[0] for _ in range(2)] == [451, 451]
        standing.go_on.set()
        assert [talk.getreply()[0] for talk in held] == [554, 554]
        again = stack.enter_context(_handed_over(place)[0])
        assert again.getreply()[0] == 554, "there is room again"


@pytest.mark.django_db(transaction=True)
def test_a_mail_to_many_is_read_once(place, standing):
    standing.go_on.set()
    talk, recipients = _handed_over(place, recipients=5)
    with talk:
        assert [talk.getreply()[0] for _ in range(recipients)] == [554] * 5
    assert standing.reads == 1


@pytest.mark.django_db(transaction=True)
def test_a_mail_to_many_that_finds_no_place_waits_for_it_once(place, monkeypatch):
    asked = list[bytes]()

    def busy(raw: bytes, **_more: Any) -> tuple[NotUnderstood, list[str]]:
        asked.append(raw)
        raise apart.Busy

    monkeypatch.setattr(lmtp, "read_apart", busy)
    talk, recipients = _handed_over(place, recipients=5)
    with talk:
        assert [talk.getreply()[0] for _ in range(recipients)] == [451] * 5
    assert len(asked) == 1
