"""The demonstration's training: of its staff, who have passed, one is nearly due, and one has a lesson left to take,
which the tour does. Of its contractor's staff, two have passed, one long ago, and one has the link in their mail.
"""

from datetime import datetime, timedelta

from azukari.core.accounts.models import User
from azukari.core.policy_versions.current import Current
from azukari.core.transfers.models import Recipient
from azukari.demo.people import SETTER
from azukari.features.training.contractors import LASTS, invite
from azukari.features.training.course import written
from azukari.features.training.models import Pass, Trainee
from azukari.features.training.take import answer
from azukari.policy.period import rough_days
from azukari.policy.quiz import digest
from azukari.policy.training import CONTRACTOR

_TO_TAKE = ("letters@seoto.example.org", "mail")
_NEARLY_DUE = "helpers@seoto.example.org"
_SOON = timedelta(days=12)
_COMPANY = "kotori-mail"
_PASSED = (
    ("配島 透 (Toru Haijima)", "haijima@kotori.example.org", 40),
    ("送田 楓 (Kaede Soda)", "soda@kotori.example.org", 380),
)
_INVITED = ("束野 航 (Wataru Tabano)", "tabano@kotori.example.org")


def add_training(charter: Current, *, now: datetime) -> None:
    """Leave one lesson to take, and let another's year be nearly over."""
    holders = dict(User.objects.values_list("email", "reference"))
    email, lesson = _TO_TAKE
    Pass.objects.filter(holder=holders[email], lesson=lesson).delete()
    passed = now + _SOON - timedelta(days=rough_days(charter.policy.training.valid))
    Pass.objects.filter(holder=holders[_NEARLY_DUE]).update(passed_at=passed)


def add_contractors_staff(charter: Current, *, now: datetime) -> None:
    """Those who work for the contractor: who passed the lesson, and who was invited lately."""
    company = Recipient.objects.get(slug=_COMPANY)
    lesson = written(CONTRACTOR)
    right = {at: question.answer for at, question in enumerate(lesson.questions)}
    for name, email, ago in _PASSED:
        at = now - timedelta(days=ago)
        row = Trainee.objects.create(
            recipient=company, name=name, email=email, lang="ja", made_at=at, expires_at=at + LASTS
        )
        answer(
            lesson,
            right,
            seen=digest(lesson.questions),
            policy=charter.policy,
            charter=charter.number,
            holder=row.id,
            who={"actor": f"recipient:{_COMPANY}", "trainee": str(row.id)},
            now=at,
        )
    name, email = _INVITED
    invite(company, name=name, email=email, lang="ja", actor=SETTER, now=now)
