"""P07: a mail without a sender that somebody may have written is kept whole in the inbox, and sends nothing."""

from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest
from django.conf import settings as django_settings
from django.utils import timezone

from azukari.core.accounts.models import User
from azukari.core.consent.models import Grant
from azukari.core.forms.models import Channel, State, Submission
from azukari.core.ledger.models import Pending
from azukari.core.mail.incoming import receive as receiving
from azukari.core.mail.incoming import replies
from azukari.core.mail.incoming.parse import NotUnderstood
from azukari.core.mail.incoming.receive import LmtpReply, receive
from azukari.core.mail.models import Message
from azukari.features.feedback import by_mail, unsorted
from azukari.features.feedback.models import AnswerCode
from azukari.lib.instance import Incoming
from azukari.policy.parse import STARTER
from tests.console import desks

OFFICE = "office@example.org"
WORDS = "髙橋です。HERON の写真を①枚お送りします。\n\n2026年11月27日(金) 10:00 川の会 <office@example.org>:\n> EGRET"


@pytest.fixture
def clerk(db: None, settings, monkeypatch: pytest.MonkeyPatch) -> User:
    settings.AZUKARI = replace(django_settings.AZUKARI, incoming=Incoming(return_path="bounces@example.org"))
    monkeypatch.setattr(replies.on_reply, "known", [by_mail.take])
    desks.publish()
    return desks.staff("feedback")


def _comes(text: str = WORDS, *, id: str = "one", subject: str = "川の写真", now: datetime | None = None) -> LmtpReply:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "髙橋 花子 <hanako@example.jp>", OFFICE, subject
    mail["Message-ID"] = f"<{id}@their.example>"
    mail.set_content(text)
    return receive(mail.as_bytes(), recipient=OFFICE, sender="", now=now or timezone.now())


def _opened(clerk: User, submission: Submission) -> str:
    client, at = desks.browser(clerk), f"/console/forms/feedback/{submission.id}/"
    assert client.get(at).status_code == 200
    return client.post(f"{at}open/", {"purpose": "feedback", "reason": "answer"}).content.decode()


def test_whoever_reads_the_inbox_finds_all_of_it(clerk):
    assert _comes().what == "reply"
    kept = Submission.objects.get()
    assert (kept.form, kept.channel, kept.state) == ("feedback", Channel.MAIL, State.ACCEPTED)
    assert Grant.objects.living(timezone.now()).get().purpose == "feedback"  # it ends as the policy says
    listed = desks.browser(clerk).get("/console/forms/feedback/").content.decode()
    assert str(kept.id) in listed
    assert "HERON" not in listed
    page = _opened(clerk, kept)
    for part in ("髙橋 花子", "hanako@example.jp", "川の写真", WORDS.partition("\n")[0], "EGRET", "named no sender"):
        assert part in page
    assert not any("HERON" in row for row in Pending.objects.values_list("payload", flat=True))


def test_nothing_is_sent_and_no_code_is_made_that_nobody_was_shown(clerk):
    _comes()
    assert not Message.objects.exists()
    assert not AnswerCode.objects.exists()


def test_what_comes_twice_is_kept_once(clerk):
    assert [_comes().what, _comes().what, _comes(id="two").what] == ["reply"] * 3
    assert Submission.objects.count() == 2


def test_what_could_not_be_read_is_kept_as_it_came(clerk, monkeypatch):
    monkeypatch.setattr(receiving, "read_apart", lambda *_a, **_m: (NotUnderstood(), []))
    assert receive(b"\xffHERON\r\n>EGRET", recipient=OFFICE, sender="", now=timezone.now()).what == "reply"
    page = _opened(clerk, Submission.objects.get())
    assert "HERON" in page
    assert "&gt;EGRET" in page


def test_a_long_one_is_kept_whole(clerk):
    assert _comes("HERON " * 16_000 + "END").what == "reply"
    assert "END" in _opened(clerk, Submission.objects.get())


def test_a_day_takes_so_many_and_the_rest_comes_later(clerk, monkeypatch):
    monkeypatch.setattr(unsorted, "MOST_A_DAY", 1)
    now = timezone.now()
    _comes(now=now)
    put_off = _comes(id="two", now=now)
    assert (put_off.code, put_off.later, Submission.objects.count()) == (451, True, 1)
    assert _comes(id="two", now=now + timedelta(days=1)).what == "reply"


def test_what_cannot_be_kept_is_not_taken(clerk):
    empty = _comes(" ", subject="Re: our news")
    desks.publish(STARTER.read_text("utf-8").replace("type: long_text", "type: text"))  # no form has room for it
    without_room = _comes()
    assert (empty.code, without_room.code, Submission.objects.count()) == (550, 550, 0)
