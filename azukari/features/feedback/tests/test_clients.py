"""Answers by email, of forty programs: each lands in its thread, and nothing readable is lost."""

import random
import re
import unicodedata
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.utils import timezone

from azukari.core.forms import writing_back
from azukari.core.forms.models import Reply
from azukari.core.mail.incoming import replies
from azukari.core.mail.incoming.parse import Words, read
from azukari.core.mail.incoming.receive import receive
from azukari.features.feedback import by_mail
from azukari.features.feedback.tests.clients import STYLES, Sent, write
from azukari.policy.terms import Actor, ActorKind
from azukari.shells.self_service.own_data import own_data
from tests.console import desks

ASKERS = 4


def _squeezed(text: str) -> str:
    return re.sub(r"[\s>]+", "", unicodedata.normalize("NFKC", text))


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_own_words_and_quoted_ones_are_told_apart(style):
    for seed in range(5):
        sent = write(style, sender="a@example.org", about="<b@c>", id="d", chance=random.Random(seed))  # noqa: S311
        meaning, ids = read(sent.raw)
        assert isinstance(meaning, Words), meaning
        assert "b@c" in ids
        own, quoted = _squeezed(meaning.text), _squeezed(meaning.quoted)
        assert [line for line in sent.own if _squeezed(line) not in own] == []
        assert [line for line in sent.ours if _squeezed(line) not in own + quoted] == []
        if sent.apart:
            assert [line for line in sent.ours if _squeezed(line) in own] == []


@pytest.mark.django_db
def test_each_lands_in_its_thread(settings: Any, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(replies.on_reply, "known", [by_mail.take])
    monkeypatch.setattr(writing_back, "MOST_A_DAY", 100)
    desks.publish()
    clerk, host = desks.staff("feedback"), django_settings.AZUKARI.base_url.partition("//")[2].partition(":")[0]
    askers = []
    for number in range(ASKERS):
        asker = desks.register("feedback", {"email": f"asker{number}@example.org"})
        at = f"/console/forms/feedback/{asker.submission}/reply/"
        desks.browser(clerk).post(at, {"text": f"Thank you, {number}.", "seen": "0"})
        [ours] = Reply.objects.filter(submission_id=asker.submission)
        askers.append((asker, f"<{ours.message}@{host}>"))
    sent: dict[int, list[Sent]] = {number: [] for number in range(ASKERS)}
    chance = random.Random(16)  # noqa: S311
    for place, style in enumerate(STYLES):
        number = place % ASKERS
        sender = f"asker{number}@example.org"
        mail = write(style, sender=sender, about=askers[number][1], id=f"mail{place}", chance=chance)
        assert receive(mail.raw, recipient="office@example.org", sender=sender, now=timezone.now()).what == "reply"
        sent[number].append(mail)
    for number, (asker, _ours) in enumerate(askers):
        actor = Actor(ActorKind.PERSON, str(asker.person))
        data = own_data(asker.person, actor=actor, lang="en", now=timezone.now())
        thread = [_squeezed(v.text) for r in data.registrations for v in r.values if v.sent_at and not v.folded]
        wrote = ["".join(map(_squeezed, mail.own)) for mail in sent[number] if mail.apart]
        assert len(thread) == 1 + len(sent[number])
        assert all(any(words in kept for kept in thread) for words in wrote)
