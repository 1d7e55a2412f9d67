"""What follows when a letter to one person comes back, or is called unwanted; and what changes nothing."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings as django_settings

from azukari.core.ledger.models import Pending
from azukari.core.mail.events import MAIL_RETURNED
from azukari.core.mail.incoming import outcome, return_path
from azukari.core.mail.incoming.receive import receive
from azukari.core.mail.incoming.return_path import Sort
from azukari.core.mail.models import MailboxScore, Message
from azukari.core.vault.suppression import suppressed
from azukari.lib.instance import Incoming
from azukari.policy.returned import LIMIT
from tests.cast import NOW, Known
from tests.mailings.returned import complaint, report

pytestmark = pytest.mark.django_db

_CHANCE = random.Random(7)
_MINUTE = timedelta(minutes=1)
BOUNCE = report(_CHANCE, "MAILER-DAEMON@mx.example.jp", "Returned", "5.1.1", "550 5.1.1 User unknown")
COMPLAINT = complaint(_CHANCE, "yahoo.co.jp", "abuse")


@pytest.fixture
def letter(hanako: Known, settings) -> Message:
    """One that has gone to Hanako."""
    settings.AZUKARI = replace(django_settings.AZUKARI, incoming=Incoming(return_path="bounces@example.org"))
    message = Message.objects.filter(person=hanako.id, sent_at__isnull=True).first()
    assert message is not None
    Message.objects.filter(id=message.id).update(sent_at=NOW)
    return message


def come_of(letter: Message, raw: bytes = BOUNCE) -> str:
    return receive(raw, recipient=return_path.maker(NOW)(Sort.LETTER, letter.id), sender="", now=NOW).what


def test_its_mailbox_is_marked_once_and_that_is_no_wish(letter: Message, hanako: Known):
    assert [come_of(letter), come_of(letter)] == ["bounce-gone", "known"]
    letter.refresh_from_db()
    assert letter.failure == "returned-gone"
    assert MailboxScore.objects.get(person=hanako.id).score == LIMIT
    assert Pending.objects.filter(kind=MAIL_RETURNED.name).count() == 1
    assert not suppressed([hanako.email])


def test_a_complaint_is_a_wish(letter: Message, hanako: Known):
    assert come_of(letter, COMPLAINT) == "complaint"
    letter.refresh_from_db()
    assert letter.failure == "unwanted"
    assert suppressed([hanako.email]) == {hanako.email}
    assert not MailboxScore.objects.exists()


@pytest.mark.parametrize(("until", "what"), [(_MINUTE, "early"), (-_MINUTE, "known"), (None, "known")])
def test_a_report_of_one_that_is_just_being_sent_comes_again(letter: Message, until: timedelta | None, what: str):
    Message.objects.update(sent_at=None, leased_until=NOW + until if until else None)
    assert come_of(letter) == what
    assert not MailboxScore.objects.exists()


def test_one_to_nobody_and_one_that_is_not_here_any_more_are_about_nobody(letter: Message):
    Message.objects.filter(id=letter.id).update(person=None)
    assert come_of(letter) == "known"
    Message.objects.all().delete()
    assert come_of(letter) == "known"
    assert not MailboxScore.objects.exists()


def test_so_is_one_whose_reader_goes_meanwhile(letter: Message, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(outcome, "lock_people", lambda _people: Message.objects.all().delete())
    assert come_of(letter) == "known"
    assert not MailboxScore.objects.exists()
