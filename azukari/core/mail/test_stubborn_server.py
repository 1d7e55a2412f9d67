"""A mail server that breaks off, dawdles, or says "not now": each message bears its own trouble, and no other's."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings as django_settings

from azukari.core.mail import queue
from azukari.core.mail.models import Message
from azukari.core.mail.outgoing import trouble
from azukari.core.mail.queue import PAUSE, enqueue, send_due
from azukari.core.mail.queue_rows import LEASE
from azukari.core.mail.retrying import MOST_ATTEMPTS, next_try
from azukari.core.mail.transport import mailers
from tests.cast import NOW, Known
from tests.mailbox import Mailbox

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def server(settings, monkeypatch: pytest.MonkeyPatch, mailbox: Mailbox) -> Mailbox:
    """The instance sends to a server that speaks STARTTLS, and waits for no answer longer than three seconds."""
    settings.MAILERS = mailers(replace(django_settings.AZUKARI, smtp=mailbox.url))
    settings.MAILERS["default"]["OPTIONS"]["seconds"] = 3
    monkeypatch.setenv("SSL_CERT_FILE", str(mailbox.certificate))
    return mailbox


@pytest.fixture
def queued(hanako: Known, amelia: Known) -> tuple[Message, Message]:
    """One for Hanako, and behind it one for Amelia."""
    Message.objects.all().delete()
    for seconds, known in enumerate((hanako, amelia)):
        enqueue(
            "forms:receipt",
            person=known.id,
            reference=known.submission.id,
            lang=known.visitor.lang,
            now=NOW + seconds * SECOND,
        )
    first, second = Message.objects.order_by("due_at")
    return first, second


def _at_the_name_of(address: str, server: Mailbox, do) -> None:
    async def handle(smtp, session, envelope, to, options):
        if to == address:
            return await do(smtp)
        envelope.rcpt_tos.append(to)
        return "250 OK"

    server.handle_RCPT = handle  # type: ignore[attr-defined]


async def _hang_up(smtp) -> str:
    smtp.transport.abort()
    return "250 OK"


async def _drip(smtp) -> str:
    """A byte of an endless line now and then: no single read ever waits long."""
    for _ in range(100):
        if smtp.transport.is_closing():
            return "250 OK"
        smtp.transport.write(b"2")
        await asyncio.sleep(0.2)
    _waited_for.append("the last byte")
    return "250 OK"


_waited_for: list[str] = []


@pytest.mark.parametrize("do", [_hang_up, _drip])
def test_a_message_on_which_the_server_breaks_off_counts_and_the_next_one_goes(do, server, queued, hanako, amelia):
    _waited_for.clear()
    _at_the_name_of(hanako.email, server, do)
    assert send_due(NOW + 2 * SECOND) == 2
    assert not _waited_for
    assert len(server.to(amelia.email)) == 1
    first, second = (Message.objects.get(id=message.id) for message in queued)
    assert (first.attempts, first.leased_until, first.sent_at) == (1, None, None)
    assert first.due_at > NOW + 2 * SECOND
    assert (second.attempts, second.failure) == (0, "")
    assert send_due(first.due_at - SECOND) == 0, "Nobody is knocked at before the time."
    assert send_due(first.due_at) == 1


def test_a_server_that_breaks_off_at_each_message_is_left_alone_for_a_while(server, queued, hanako, monkeypatch):
    _at_the_name_of(hanako.email, server, _hang_up)
    Message.objects.update(person=hanako.id, reference=hanako.submission.id)
    monkeypatch.setattr(queue, "IN_A_ROW", 1)
    now = NOW + 2 * SECOND
    send_due(now)
    first, second = (Message.objects.get(id=message.id) for message in queued)
    assert (first.attempts, second.attempts) == (1, 0)
    assert second.due_at == now + PAUSE


def test_what_a_slow_pass_does_not_reach_is_left_to_the_next_one(server, queued, amelia, monkeypatch):
    monkeypatch.setattr(queue, "PASS", 0)
    now = NOW + 2 * SECOND
    assert send_due(now) == 0
    assert not Message.objects.exclude(leased_until=None).exists()
    monkeypatch.setattr(queue, "PASS", 60)
    assert send_due(now) == 2
    assert len(server.to(amelia.email)) == 1


def test_a_pass_ends_within_its_lease():
    longest = (
        queue.PASS
        + mailers(replace(django_settings.AZUKARI, smtp="smtp://127.0.0.1"))["default"]["OPTIONS"]["timeout"] * 3
    )  # the last message, a new connection for it, and the leave-taking
    assert timedelta(seconds=longest) <= LEASE


def test_not_now_is_tried_for_days(server, queued):
    server.refuse = "451 Greylisted"
    now, tries = NOW + 2 * SECOND, 0
    while Message.objects.filter(attempts__lt=MOST_ATTEMPTS).exists():
        send_due(now)
        tries += 1
        now = min(Message.objects.values_list("due_at", flat=True))
    assert timedelta(days=4) < now - NOW < timedelta(days=6)
    assert tries < 3 * MOST_ATTEMPTS


def test_not_now_for_four_days_loses_nothing(server, queued, hanako):
    server.refuse = "451 Greylisted"
    now = NOW + 2 * SECOND
    while now - NOW < timedelta(days=4):
        send_due(now)
        now = min(Message.objects.values_list("due_at", flat=True))
    server.refuse = ""
    send_due(now + 2 * SECOND)
    assert len(server.to(hanako.email)) == 1


def test_one_mistyped_address_is_no_matter_for_doctor_and_a_server_that_takes_nothing_is(server, queued, hanako):
    async def unknown(_smtp) -> str:
        return "550 No such user"

    _at_the_name_of(hanako.email, server, unknown)
    now = NOW + 2 * SECOND
    send_due(now)
    first = Message.objects.get(id=queued[0].id)
    while first.attempts < MOST_ATTEMPTS:
        assert list(trouble(now)) == []
        now = first.due_at
        send_due(now)
        first.refresh_from_db()
    assert now - NOW < timedelta(hours=5)
    assert list(trouble(now + timedelta(days=2))) == []
    for message in queued:
        for _ in range(2):
            enqueue(message.kind, person=hanako.id, reference=message.reference, lang="ja", now=now + SECOND)
    Message.objects.filter(sent_at__isnull=True).update(reference=hanako.submission.id)
    for _ in range(3):
        send_due(now + 2 * SECOND)
    assert len(list(trouble(now + 2 * SECOND))) == 0  # one address, and Amelia's went meanwhile
    Message.objects.filter(sent_at__isnull=False).delete()
    assert any("taken none" in said for said in trouble(now + 2 * SECOND))


def test_the_pauses_grow_to_hours_and_no_longer():
    pauses = [next_try(attempts, refused=False).pause for attempts in range(MOST_ATTEMPTS)]
    assert pauses[:3] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert max(pauses) == timedelta(hours=4)
