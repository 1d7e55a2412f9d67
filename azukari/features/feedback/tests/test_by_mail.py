"""Answers to our replies, by email: kept in their thread, for whoever may read it; or refused in words."""

from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.utils import timezone

from azukari.core.accounts.models import User
from azukari.core.consent.models import Grant
from azukari.core.forms import writing_back
from azukari.core.forms.models import Addition, Handled, Handling, Reply, Submission
from azukari.core.ledger.models import Pending
from azukari.core.mail.incoming import replies
from azukari.core.mail.incoming.receive import LmtpReply, receive
from azukari.core.vault.erase_unheld import forget
from azukari.core.vault.inspect import orphans
from azukari.core.vault.models import SealedValue
from azukari.features.feedback import by_mail
from azukari.lib.instance import Incoming
from azukari.policy.terms import Actor, ActorKind
from azukari.shells.self_service.own_data import own_data
from tests.console import desks

THEIRS = "ikeda-marker@example.org"
WORDS = "髙橋です。HERON の写真も①枚あります。"
QUOTED = "\n\n2026年11月27日(金) 10:00 川の会 <office@example.org>:\n> Thank you.\n> EGRET"


@pytest.fixture
def clerk(db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> User:
    settings.AZUKARI = replace(django_settings.AZUKARI, incoming=Incoming(return_path="bounces@example.org"))
    monkeypatch.setattr(replies.on_reply, "known", [by_mail.take])
    desks.publish()
    return desks.staff("feedback")


@pytest.fixture
def asked(clerk: User) -> desks.Registered:
    """Somebody asked, and was answered; the matter is closed."""
    asked = desks.register("feedback")
    assert _reply(clerk, asked, seen=0, then="close").status_code == 302
    return asked


def _at(asked: desks.Registered) -> str:
    return f"/console/forms/feedback/{asked.submission}/"


def _reply(clerk: User, asked: desks.Registered, *, seen: int, **more: str) -> Any:
    return desks.browser(clerk).post(f"{_at(asked)}reply/", {"text": "Thank you. EGRET", "seen": str(seen), **more})


def _mail(charset: str, text: str, sender: str, id: str) -> bytes:
    """An email that answers our reply, whose head says that it is in ``charset``."""
    host = django_settings.AZUKARI.base_url.partition("//")[2].partition(":")[0]
    head = [f"From: {sender}", "To: office@example.org", "Subject: Re: Our reply", f"Message-ID: <{id}@their.example>"]
    head += [f"In-Reply-To: <{Reply.objects.get().message}@{host}>", f"Content-Type: text/plain; charset={charset}"]
    return "\r\n".join([*head, "Content-Transfer-Encoding: 8bit", "", ""]).encode() + text.encode("utf-8")


def _write(text: str = WORDS + QUOTED, *, sender: str = THEIRS, id: str = "one", now: Any = None) -> LmtpReply:
    raw = _mail("utf-8", text, sender, id)
    return receive(raw, recipient="office@example.org", sender=sender, now=now or timezone.now())


def _kept() -> int:
    return SealedValue.objects.filter(field__startswith="further-").count() + Addition.objects.count()


def _own(asked: desks.Registered) -> list[tuple[str, str, bool]]:
    actor = Actor(ActorKind.PERSON, str(asked.person))
    data = own_data(asked.person, actor=actor, lang="en", now=timezone.now())
    return [(v.label, v.text, v.folded) for r in data.registrations for v in r.values if v.sent_at]


def test_it_lands_in_its_thread_and_lays_the_matter_open_again(clerk, asked):
    assert Handling.objects.get().state == Handled.CLOSED
    assert _write().what == "reply"
    handling = Handling.objects.get()
    assert (handling.state, handling.assignee) == (Handled.NEW, clerk)
    assert list(Grant.objects.filter(purpose="feedback").values_list("ends_at", flat=True)) == [None]  # it goes on
    client = desks.browser(clerk)
    assert "HERON" not in client.get(_at(asked)).content.decode()  # sealed like the rest
    page = client.post(f"{_at(asked)}open/", {"purpose": "feedback", "reason": "answer"}).content.decode()
    assert page.index("Thank you. EGRET") < page.index("They wrote back") < page.index(WORDS)
    assert page.index(WORDS) < page.index("<details><summary>Show the quoted text") < page.index("&gt; EGRET")
    assert not any("HERON" in row for row in Pending.objects.values_list("payload", flat=True))
    assert list(orphans(timezone.now() + timedelta(days=2))) == []


def test_the_person_reads_the_thread_in_order_of_time(clerk, asked):
    _write()
    assert _reply(clerk, asked, seen=1).status_code == 409  # what came in meanwhile is read first
    assert _reply(clerk, asked, seen=2).status_code == 302
    labels = ["Our reply", "What you wrote back by email", "What it quotes", "Our reply"]
    thread = _own(asked)
    assert [(label, folded) for label, _text, folded in thread] == [(each, "quotes" in each) for each in labels]
    assert thread[1][1] == WORDS
    assert thread[2][1].endswith("> EGRET")


def test_what_comes_twice_is_kept_once(asked):
    assert [_write().what, _write().what] == ["reply", "reply"]
    assert Addition.objects.count() == 1
    assert _write(id="two").what == "reply"
    assert Addition.objects.count() == 2


def test_from_another_address_nothing_is_kept_and_the_writer_is_told(asked):
    answer = _write(sender="somebody-else@example.org")
    assert (answer.code, answer.what) == (550, "refused")
    assert "from the address that we wrote to" in answer.words
    assert _kept() == 0
    assert Handling.objects.get().state == Handled.CLOSED


def test_what_was_erased_or_has_ended_is_not_gone_on_with(asked):
    now = timezone.now()
    Grant.objects.filter(purpose="feedback").update(ends_at=now)
    ended = _write(now=now + timedelta(seconds=1))
    assert (ended.code, "Nothing is kept" in ended.words, _kept()) == (550, True, 0)
    raw = _mail("utf-8", WORDS, THEIRS, "one")
    Submission.objects.all().delete()
    for _ in range(2):
        gone = receive(raw, recipient="office@example.org", sender=THEIRS, now=now)
        assert (gone.code, "/contact" in gone.words, _kept()) == (550, True, 0)
        forget([asked.person], now=now)


@pytest.mark.parametrize(
    ("written", "said"),
    [("iso-2022-jp-ext", "iso-2022-jp"), ("iso-2022-jp-ext", "utf-8"), ("cp932", "utf-8"), ("utf-8", "iso-2022-jp")],
)
def test_words_of_any_charset_are_read_whatever_their_head_says(asked, written, said):
    text = "テスト、返事です。" if written.startswith("iso") else WORDS
    head, _blank, _body = _mail(said, "", THEIRS, "one").partition(b"\r\n\r\n")
    raw = head + b"\r\n\r\n" + text.encode(written)
    assert receive(raw, recipient="office@example.org", sender=THEIRS, now=timezone.now()).what == "reply"
    assert _own(asked)[1][1] == text


def test_a_thread_takes_so_many_a_day_and_the_rest_comes_later(asked, monkeypatch):
    monkeypatch.setattr(writing_back, "MOST_A_DAY", 1)
    now = timezone.now()
    _write(now=now)
    put_off = _write(id="two", now=now)
    assert (put_off.code, put_off.later, Addition.objects.count()) == (451, True, 1)
    assert _write(id="two", now=now + timedelta(days=1)).what == "reply"


def test_what_answers_no_reply_of_staff_is_not_taken(asked):
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = THEIRS, "office@example.org", "hello"
    mail.set_content("hello")
    answer = receive(mail.as_bytes(), recipient="office@example.org", sender=THEIRS, now=timezone.now())
    assert (answer.code, answer.what, _kept()) == (550, "not-read", 0)


def test_a_mail_without_words_is_told_so(asked):
    assert (_write(" ").what, _kept()) == ("refused", 0)
