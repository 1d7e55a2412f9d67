"""Somebody who works for a contractor takes the lesson by a mailed link, without an account (P30, P33)."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from azukari.core.mail.queue import send_due
from azukari.core.policy_versions.current import current
from azukari.features.training.contractors import LASTS, LINK, contractors, invite, trainees
from azukari.features.training.course import written
from azukari.features.training.models import Pass, Trainee
from azukari.policy.training import CONTRACTOR, LessonState
from tests.console import desks
from tests.disclosure import office

pytestmark = pytest.mark.usefixtures("charter")

ADDRESS = "tsubame@contractor.example.org"


def _answers(page: str, *, wrong: int = 0) -> dict[str, str]:
    [seen] = re.findall(r'name="seen" value="([0-9a-f]{64})"', page)
    told = {"seen": seen}
    for at, question in enumerate(written(CONTRACTOR).questions, 1):
        words = dict(question.options())
        right = next(word for word, text in words.items() if text == question.right)
        told[f"q{at}"] = next(word for word in words if word != right) if at <= wrong else right
    return told


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_invited_at_the_desk_passed_by_the_link_and_seen_at_the_desk(lang):
    officer = desks.browser(desks.staff("privacy"), lang)
    told = {"company": office.KOTORI, "name": "Tsubame Kotori", "email": ADDRESS, "lang": lang}
    assert officer.post(reverse("console-training-invite"), told).status_code == 302
    send_due(timezone.now())
    [message] = [each for each in mail.outbox if each.to == [ADDRESS]]
    [path] = set(re.findall(rf"/{lang}/lesson/[\w-]+", str(message.body)))
    page = Client().get(path)
    assert page.status_code == 200
    assert not page.cookies
    assert not Pass.objects.filter(lesson=CONTRACTOR).exists(), "Opening it changes nothing."
    blank = Client().post(path, {}).content.decode()
    said = re.findall(r'<a href="#f-q\d+">([^<]+)</a>', blank)
    assert (len(said), len({*said})) == (4, 4), "each names its question"
    failed = Client().post(path, _answers(page.content.decode(), wrong=2))
    assert failed.status_code == 422
    assert Client().post(path, _answers(page.content.decode())).status_code == 303
    [(trainee, standing)] = trainees(current().policy, timezone.now())
    assert standing.state is LessonState.VALID
    kept = Pass.objects.get(lesson=CONTRACTOR)
    assert (kept.holder, kept.lesson, kept.score, kept.asked) == (trainee.id, CONTRACTOR, 4, 4)
    words = {"ja": "講座に合格しました", "en": "You have passed the lesson"}[lang]
    assert words in Client().get(path).content.decode()
    assert "Tsubame Kotori" in officer.get(reverse("console-training-contractors")).content.decode()


def test_a_link_ends_after_a_month_and_a_pass_after_its_year():
    now = timezone.now()
    kotori = next(each for each in contractors() if each.slug == office.KOTORI)
    row = invite(kotori, name="T", email=ADDRESS, lang="en", actor=desks.OPERATOR, now=now - LASTS)
    old = LINK.page(row.id, lang="en", expires=row.expires_at)
    assert Client().get(old).status_code == 410
    again = invite(kotori, name="T", email=ADDRESS.upper(), lang="en", actor=desks.OPERATOR, now=now)
    assert (again.id, Trainee.objects.count()) == (row.id, 1)
    assert Client().get(LINK.page(row.id, lang="en", expires=again.expires_at)).status_code == 200
    Pass.objects.create(
        holder=row.id, lesson=CONTRACTOR, charter=1, questions="0" * 64, score=4, asked=4, whole=True, passed_at=now
    )
    states = [trainees(current().policy, now + timedelta(days=days))[0][1].state for days in (1, 500)]
    assert states == [LessonState.VALID, LessonState.EXPIRED]


def test_only_whoever_supervises_contractors_invites():
    for duty, status in (("membership", 403), ("auditor", 403), ("privacy", 200)):
        answer = desks.browser(desks.staff(duty)).get(reverse("console-training-invite"))
        assert answer.status_code == status, duty
