"""Answers by email to a magazine, say: laid into the form, sent by its writer alone; or refused in words."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.utils import timezone

from azukari.core.forms import form_timestamp, submit
from azukari.core.forms.models import Submission
from azukari.core.ledger.models import Pending
from azukari.core.mail.incoming import replies
from azukari.core.mail.incoming.receive import LmtpReply, receive
from azukari.core.mail.models import Mailing, MailingMessage, MailingText, Message
from azukari.core.mail.queue import send_due
from azukari.core.people.models import Person
from azukari.core.vault.inspect import orphans
from azukari.core.vault.models import Draft
from azukari.features.feedback import by_mail
from azukari.lib.instance import Incoming
from azukari.lib.rate import RateLimit
from tests.console import desks
from tests.forms.by_hand import post
from tests.forms.filled import hidden

THEIRS = "minami-marker@example.org"
WORDS = "髙橋です。HERON の写真も①枚あります。"
QUOTED = "\n\n2026年11月27日(金) 10:00 川の会 <office@example.org>:\n> News.\n> EGRET"


@pytest.fixture
def reader(db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> desks.Registered:
    """Somebody who reads the magazine, and was sent an issue in Japanese."""
    settings.AZUKARI = replace(django_settings.AZUKARI, incoming=Incoming(return_path="bounces@example.org"))
    monkeypatch.setattr(replies.on_reply, "known", [by_mail.take])
    monkeypatch.setattr(form_timestamp, "QUICKEST", form_timestamp.QUICKEST * 0)
    monkeypatch.setattr(submit, "_letters_to_address", RateLimit(timedelta(days=1), "test.to-address"))
    desks.publish()
    reader = desks.register("magazine")
    Person.objects.filter(id=reader.person).update(confirmed_at=timezone.now())
    now = timezone.now()
    issue = Mailing.objects.create(
        kind="test:issue", purpose="magazine", state="done", created_by="editor", created_at=now
    )
    MailingMessage.objects.create(
        mailing=issue, person_id=reader.person, lang="ja", state="sent", due_at=now, changed_at=now
    )
    return reader


def _answer(id: object, text: str = WORDS + QUOTED, sender: str = THEIRS) -> LmtpReply:
    host = django_settings.AZUKARI.base_url.partition("//")[2].partition(":")[0]
    head = [f"From: {sender}", "To: office@example.org", "Subject: Re: News", "Message-ID: <one@their.example>"]
    head += [f"In-Reply-To: <{id}@{host}>", "Content-Type: text/plain; charset=utf-8"]
    raw = "\r\n".join([*head, "Content-Transfer-Encoding: 8bit", "", text]).encode()
    return receive(raw, recipient="office@example.org", sender=sender, now=timezone.now())


def _kept() -> tuple[int, int]:
    return Draft.objects.count(), Message.objects.filter(kind="forms:words").count()


def test_its_writer_sends_it_by_one_press(reader: desks.Registered, mailoutbox: list[Any]):
    before = Submission.objects.count()
    assert _answer(MailingMessage.objects.get().id, sender="Minami-Marker@Example.org").what == "reply"
    assert (Submission.objects.count(), _kept()) == (before, (1, 1))
    assert not any("HERON" in row for row in Pending.objects.values_list("payload", flat=True))
    assert list(orphans(timezone.now())) == []
    send_due(timezone.now())
    [mail] = [mail for mail in mailoutbox if "あと1ステップ" in mail.subject]
    assert mail.to == ["Minami-Marker@example.org"]
    assert "HERON" not in mail.body
    link = re.search(r"https?://[^/\s]+(/ja/saved/[\w-]{43})", mail.body)
    assert link, mail.body
    client = Client()
    html = client.get(link[1]).content.decode()
    page = unescape(html)
    assert WORDS in page
    assert "EGRET" not in page
    assert 'value="Minami-Marker@example.org"' in page
    assert (Submission.objects.count(), _kept()[0]) == (before, 1)  # looking sends nothing
    typed = {"topic": "opinion", "message": WORDS, "email": "Minami-Marker@example.org"}
    check = post(client, "/ja/forms/feedback", hidden(html) | typed).content.decode()
    assert post(client, "/ja/forms/feedback", hidden(check), "send").status_code == 303
    assert (Submission.objects.count(), _kept()[0]) == (before + 1, 0)  # sent, and kept nowhere else
    assert client.get(link[1]).status_code == 404


OUTLOOK = (
    "From: The Office <office@example.org>\nSent: Friday\nSubject: News\n\n"
    "Herons sleep here.\nHERON wrote this line.\nRead on: https://example.org/i/1\n"
)
OURS = "The News of the River\n\nHerons sleep here.\n\nRead on: https://example.org/i/1"


def test_an_answer_between_lines_that_no_mark_tells_apart_is_theirs(reader: desks.Registered, mailoutbox: list[Any]):
    MailingText.objects.create(mailing=Mailing.objects.get(), lang="ja", subject="News", text=OURS, html="")
    assert _answer(MailingMessage.objects.get().id, f"See below.\n\n{OUTLOOK}").what == "reply"
    send_due(timezone.now())
    link = next(re.findall(r"(/ja/saved/[\w-]{43})", mail.body) for mail in mailoutbox if "/ja/saved/" in mail.body)
    page = unescape(Client().get(link[0]).content.decode())
    assert ">\nSee below.\n\nHERON wrote this line.</textarea>" in page


def test_from_another_address_nothing_is_kept_and_the_writer_is_told(reader: desks.Registered):
    answer = _answer(MailingMessage.objects.get().id, sender="somebody-else@example.org")
    assert (answer.code, "from the address that we wrote to" in answer.words, _kept()) == (550, True, (0, 0))


def test_whoever_gets_no_more_mail_today_is_asked_to_come_again(reader: desks.Registered):
    most = django_settings.AZUKARI.limits.confirmations_per_address
    told = [_answer(MailingMessage.objects.get().id) for _ in range(most + 1)]
    assert [answer.code for answer in told] == [250] * most + [451]
    assert _kept() == (most, most)


def test_without_a_form_for_it_nobody_reads_it(reader: desks.Registered, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(by_mail, "_said", lambda *_asked: "")
    answer = _answer(MailingMessage.objects.get().id)
    assert (answer.code, answer.what, "/contact" in answer.words, _kept()) == (550, "not-read", True, (0, 0))


def test_of_whoever_was_erased_nothing_is_known(reader: desks.Registered):
    MailingMessage.objects.update(person=None)
    assert (_answer(MailingMessage.objects.get().id).what, _kept()) == ("not-read", (0, 0))


def test_a_mail_that_asks_for_confirmation_is_answered_by_its_button(reader: desks.Registered):
    asked = desks.register("feedback", confirmed=False)
    letter = Message.objects.create(
        kind="forms:confirm", person_id=asked.person, lang="en", created_at=timezone.now(), due_at=timezone.now()
    )
    assert (_answer(letter.id, sender="ikeda-marker@example.org").what, _kept()) == ("not-read", (0, 0))


@pytest.mark.parametrize("own", ["> my own line\n| and a table", "Hello\n> one\n> two"])
def test_lines_that_only_a_mark_calls_quoted_are_not_lost(reader: desks.Registered, monkeypatch, own):
    laid: list[str] = []

    def lay_in(_charter, _form, typed, **_more):
        laid.extend(text for texts in typed.values() for text in texts)
        return True

    monkeypatch.setattr(by_mail, "lay_in", lay_in)
    assert _answer(MailingMessage.objects.get().id, text="\n" + own + "\n").what == "reply"
    assert "".join(own.split()) in ["".join(text.split()) for text in laid]
    laid.clear()
    assert _answer(MailingMessage.objects.get().id, text="\n" + WORDS + QUOTED + "\n\nEND").what == "reply"
    assert any(text.endswith("END") and "EGRET" not in text for text in laid)
