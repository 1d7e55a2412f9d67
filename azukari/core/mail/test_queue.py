"""The queue against a real mail server: nothing is lost, at most one is repeated, and no address is kept or logged."""

import logging
from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from smtplib import SMTP
from uuid import UUID

import pytest
from django.conf import settings as django_settings
from django.core import mail as django_mail
from django.core.mail import EmailMessage
from django.db.models import Q

from azukari.core.consent.models import Grant
from azukari.core.forms.models import Submission
from azukari.core.ledger.models import Pending
from azukari.core.mail import queue
from azukari.core.mail.letter import Letter, LetterKind, WhenSuppressed
from azukari.core.mail.models import MailboxScore, Message
from azukari.core.mail.queue import PAUSE, enqueue, purge, send_due
from azukari.core.mail.queue_rows import LEASE, lease_due
from azukari.core.mail.retrying import MOST_ATTEMPTS, MOST_REFUSALS
from azukari.core.mail.transport import mailers
from azukari.core.vault.correct import correct
from azukari.core.vault.erase_unheld import forget
from azukari.core.vault.models import SealedValue
from azukari.core.vault.refusal import Refused
from azukari.lib.identifier import new_id
from azukari.policy.returned import LIMIT
from azukari.policy.terms import Actor, ActorKind, Answer, Category, Use, Verdict
from tests.cast import NOW, Known
from tests.letter_kinds import known
from tests.mailbox import Mailbox
from tests.postgres import free_port

RECEIPT = "forms:receipt"

pytestmark = pytest.mark.django_db


@pytest.fixture
def over(settings, monkeypatch: pytest.MonkeyPatch):
    """Names the mail server of the instance."""

    def name(url: str, certificate: str = "") -> None:
        settings.MAILERS = mailers(replace(django_settings.AZUKARI, smtp=url))
        if certificate:
            monkeypatch.setenv("SSL_CERT_FILE", certificate)

    return name


@pytest.fixture
def server(over, mailbox: Mailbox) -> Mailbox:
    """The instance sends to a server that speaks STARTTLS and nothing else."""
    over(mailbox.url, str(mailbox.certificate))
    return mailbox


def outbox() -> list[EmailMessage]:
    """What went where no server is named."""
    return django_mail.outbox


def _queued(known: Known, *, kind: str = RECEIPT, now=NOW) -> Message:
    id = enqueue(kind, person=known.id, reference=known.submission.id, lang=known.visitor.lang, now=now)
    return Message.objects.get(id=id)


@pytest.fixture(autouse=True)
def only_ours(request):
    """What the cast's own registration has queued is not this test's matter."""
    if {"hanako", "amelia"} & set(request.fixturenames):
        for name in {"hanako", "amelia"} & set(request.fixturenames):
            request.getfixturevalue(name)
        Message.objects.all().delete()


def test_a_mail_goes_out_over_starttls_and_is_marked(server: Mailbox, hanako: Known):
    message = _queued(hanako)
    assert send_due(NOW) == 1
    (mail,) = server.to(hanako.email)
    assert mail["Content-Language"] == "ja"
    assert str(message.id) in mail["Message-ID"]
    assert mail.get_body(("plain",)) is not None
    message.refresh_from_db()
    assert (message.sent_at, message.failure, message.leased_until) == (NOW, "", None)
    assert send_due(NOW) == 0


def test_the_release_of_the_address_is_recorded(server: Mailbox, hanako: Known):
    _queued(hanako)
    send_due(NOW)
    assert Pending.objects.filter(kind="vault:value:released", payload__contains="delivery").count() == 1


def test_the_queue_itself_holds_no_address(hanako: Known):
    _queued(hanako)
    (row,) = Message.objects.values_list()
    assert "@" not in "".join(map(str, row))


def test_a_server_that_is_away_costs_nobody_an_attempt_and_loses_nothing(over, hanako: Known, amelia: Known, mailbox):
    over(f"smtp+starttls://127.0.0.1:{free_port()}")
    _queued(hanako)
    _queued(amelia)
    now = NOW
    for _ in range(3 * MOST_ATTEMPTS):  # away for longer than anything is tried
        assert send_due(now) == 2
        assert send_due(now) == 0
        now += PAUSE
    assert set(Message.objects.values_list("attempts", "sent_at")) == {(0, None)}
    over(mailbox.url, str(mailbox.certificate))
    assert send_due(now) == 2
    assert len(mailbox.to(hanako.email)) == len(mailbox.to(amelia.email)) == 1


def test_a_server_whose_certificate_is_not_vouched_for_gets_nothing(over, hanako: Known, mailbox: Mailbox):
    over(mailbox.url)
    _queued(hanako)
    send_due(NOW)
    assert not mailbox.messages
    assert Message.objects.get().failure == "SSLCertVerificationError"


def test_a_message_that_is_refused_does_not_hold_up_the_others(server: Mailbox, hanako: Known, amelia: Known):
    _queued(hanako)
    _queued(amelia, now=NOW + timedelta(seconds=1))
    original = server.handle_DATA

    async def refuse_hanako(smtp, session, envelope):
        if hanako.email in envelope.rcpt_tos:
            return "550 No such user"
        return await original(smtp, session, envelope)

    server.handle_DATA = refuse_hanako  # type: ignore[method-assign]
    now = NOW + timedelta(seconds=2)
    assert send_due(now) == 2
    assert len(server.to(amelia.email)) == 1
    assert not server.to(hanako.email)
    refused = Message.objects.get(person=hanako.id)
    assert (refused.attempts, refused.failure) == (1, "SMTPDataError 550")
    assert refused.due_at > now


def test_a_message_that_is_refused_for_ever_is_given_up(server: Mailbox, hanako: Known):
    server.refuse = "550 No"
    message = _queued(hanako)
    now = NOW
    for _ in range(MOST_REFUSALS):
        assert send_due(now) == 1
        message.refresh_from_db()
        now = message.due_at
    assert send_due(now + timedelta(days=1)) == 0
    assert (message.attempts, message.sent_at) == (MOST_ATTEMPTS, None)
    assert purge(now + timedelta(days=31)) == 1


def test_a_death_between_sending_and_marking_repeats_that_one(
    server: Mailbox, hanako: Known, amelia: Known, monkeypatch
):
    _queued(hanako)
    _queued(amelia, now=NOW + timedelta(seconds=1))
    now = NOW + timedelta(seconds=2)

    class Died(BaseException):
        pass

    def die(*_: object, **__: object) -> None:
        raise Died

    with pytest.MonkeyPatch.context() as dying:
        dying.setattr(queue, "done", die)
        with pytest.raises(Died):
            send_due(now)
    assert (len(server.to(hanako.email)), len(server.to(amelia.email))) == (1, 0)
    assert send_due(now) == 0  # the lease of the dead worker still holds
    assert send_due(now + LEASE) == 2
    assert (len(server.to(hanako.email)), len(server.to(amelia.email))) == (2, 1)
    assert len({mail["Message-ID"] for mail in server.to(hanako.email)}) == 1  # so that the two can be told to be one


def test_two_workers_do_not_send_the_same(server: Mailbox, hanako: Known):
    _queued(hanako)
    first = lease_due(NOW, Q(), 10)
    assert len(first) == 1
    assert lease_due(NOW, Q(), 10) == []


@pytest.mark.parametrize("blind", [True, False])
def test_a_message_to_nobody_goes_nowhere_and_is_done(
    server: Mailbox, charter, monkeypatch: pytest.MonkeyPatch, blind: bool
):
    kind = LetterKind("test:to", "own-access", lambda _message, _now: Letter("To", ("Here.",)), "to", blind=blind)
    known(kind, monkeypatch)
    enqueue(kind.name, person=None, reference=new_id(), lang="en", now=NOW)
    assert send_due(NOW) == 1
    assert not server.messages
    row = Message.objects.get()
    assert (row.sent_at, row.failure, row.attempts) == (NOW, "", 0)


@pytest.mark.parametrize("of", ["release", "pass_on"])
def test_what_refuses_a_letter_that_anybody_may_ask_for_refuses_it_to_nobody_too(
    hanako: Known, monkeypatch: pytest.MonkeyPatch, of: str
):
    kind = LetterKind("test:blind", "own-access", lambda _message, _now: Letter("Link", ("Here.",)), "link", blind=True)
    known(kind, monkeypatch)
    asked: list[list[UUID]] = []

    def refuse(people: Collection[UUID], **_: object) -> None:
        asked.append([*people])
        raise Refused(Verdict(Answer.NO, "test.no", "recipients", {}))

    monkeypatch.setattr(queue, of, refuse)
    for person in (hanako.id, None):
        enqueue(kind.name, person=person, reference=hanako.submission.id, lang="en", now=NOW)
    assert send_due(NOW) == 2
    assert set(Message.objects.values_list("failure", "sent_at")) == {("test.no", NOW)}
    assert sorted(asked, key=len) == [[], [hanako.id]]


def test_a_message_to_nobody_needs_no_server(over, charter):
    over(f"smtp+starttls://127.0.0.1:{free_port()}")
    enqueue(RECEIPT, person=None, reference=new_id(), lang="en", now=NOW)
    assert send_due(NOW) == 1
    assert Message.objects.get().sent_at == NOW


def test_without_a_living_grant_nothing_is_sent(server: Mailbox, hanako: Known, monkeypatch: pytest.MonkeyPatch):
    news = LetterKind(
        "test:news",
        "membership",
        lambda message, now: Letter("News", ("There is some.",)),
        "news",
        serves=frozenset({Use.ADMINISTER}),
    )
    known(news, monkeypatch)
    message = _queued(hanako, kind=news.name)
    Grant.objects.filter(person=hanako.id).update(ends_at=NOW + timedelta(hours=1))
    send_due(NOW + timedelta(hours=2))
    assert not server.messages
    message.refresh_from_db()
    assert (message.failure, message.sent_at is not None) == ("use.no-grant", True)


@pytest.mark.parametrize(
    ("when", "score", "corrected", "failure"),
    [
        ("stays", LIMIT, None, "mailbox-gone"),
        ("stays", LIMIT - 1, None, ""),
        ("stays", LIMIT, timedelta(minutes=30), "mailbox-gone"),  # that very address came back
        ("stays", LIMIT, timedelta(minutes=90), ""),  # they have given another one since
        ("once", LIMIT, None, ""),
        ("goes", LIMIT, None, ""),
    ],
)
def test_what_nobody_asked_for_does_not_go_to_a_mailbox_that_is_gone(
    hanako: Known, monkeypatch: pytest.MonkeyPatch, when: str, score: int, corrected: timedelta | None, failure: str
):
    word = LetterKind(
        "test:word", "membership", lambda message, now: Letter("Word", ("Here.",)), "word",
        when_suppressed=WhenSuppressed(when), serves=frozenset({Use.ADMINISTER}),
    )  # fmt: skip
    known(word, monkeypatch)
    MailboxScore.objects.create(person_id=hanako.id, score=score, reason="gone", at=NOW + timedelta(hours=1))
    if corrected:
        SealedValue.objects.filter(person=hanako.id).update(corrected_at=NOW + corrected)
    message = _queued(hanako, kind=word.name)
    send_due(NOW + timedelta(hours=2))
    message.refresh_from_db()
    assert (message.failure, [to for sent in outbox() for to in sent.to]) == (
        failure,
        [] if failure else [hanako.email],
    )


def test_an_address_given_after_a_mailbox_was_gone_is_another_mailbox(hanako: Known):
    MailboxScore.objects.create(person_id=hanako.id, score=LIMIT, reason="gone", at=NOW - timedelta(hours=1))
    _queued(hanako)
    send_due(NOW)
    assert [to for sent in outbox() for to in sent.to] == [hanako.email]


def test_no_log_line_names_an_address(server: Mailbox, hanako: Known, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    server.refuse = f"550 <{hanako.email}> unknown"
    _queued(hanako)
    send_due(NOW)
    assert "SMTPDataError" in caplog.text
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("azukari")]
    assert ours
    assert hanako.email not in "".join(ours)
    assert hanako.email not in Message.objects.get().failure


def test_the_newest_address_of_the_submission_is_used(server: Mailbox, hanako: Known, amelia: Known):
    _queued(amelia)
    send_due(NOW)
    assert server.envelopes[0][1] == [amelia.email]


def test_rows_of_what_was_sent_go_after_a_month(server: Mailbox, hanako: Known):
    _queued(hanako)
    send_due(NOW)
    assert purge(NOW + timedelta(days=29)) == 0
    assert purge(NOW + timedelta(days=31)) == 1


def test_an_erased_person_s_mail_is_gone_with_them(server: Mailbox, hanako: Known):
    _queued(hanako)
    forget([hanako.id], now=NOW)
    assert not Message.objects.exists()
    assert not Submission.objects.exists()
    assert send_due(NOW) == 0


@pytest.mark.parametrize("address", ["ha..na@docomo.ne.jp", "hana.@ezweb.ne.jp"])
def test_an_address_as_carriers_once_gave_them_out_is_written_to(
    server: Mailbox, hanako: Known, address: str, monkeypatch: pytest.MonkeyPatch
):
    told: list[str] = []
    put = SMTP.putcmd

    def told_and_put(self: SMTP, *words: str) -> None:
        told.append(" ".join(words))
        put(self, *words)

    monkeypatch.setattr(SMTP, "putcmd", told_and_put)
    value = SealedValue.objects.get(person_id=hanako.id, category=Category.EMAIL)
    correct(value.id, address, person=hanako.id, actor=Actor(ActorKind.PERSON, str(hanako.id)), now=NOW)
    Message.objects.all().delete()
    _queued(hanako)
    send_due(NOW)
    local, _at, domain = address.partition("@")
    said = [line.partition(":")[2] for line in told if line.lower().startswith("rcpt to:")]
    assert said == [f'<"{local}"@{domain}>']
    (message,) = server.messages
    (to,) = message["To"].addresses
    assert (to.username, to.domain) == (local, domain)
