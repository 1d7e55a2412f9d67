"""Reminders of training by mail: when a policy asks for something, before a lesson ends, and once it is over. Each goes
once; a row for each mail says that it went.
"""

from datetime import date, datetime, timedelta

from django.conf import settings

from azukari.core.mail.once import enqueue_once
from azukari.core.policy_versions.current import ruling_policy
from azukari.features.training.models import Pass, Trainee, TrainingReminder, Tries
from azukari.features.training.overview import Trained, trained
from azukari.policy.reminding import OVERDUE, stage
from azukari.policy.terms import Policy
from azukari.policy.training import LessonState

LETTER = "training:reminder"
_KEPT = timedelta(days=3 * 365)
"""A pass is evidence, and is kept for three years; mail that was sent for two."""


def remind(now: datetime) -> int:
    """Send every reminder that is due; returns how many mails were made."""
    if (policy := ruling_policy()) is None:
        return 0
    day = policy.organisation.day(now)
    found = [(row, *_due(row, policy, day)) for row in trained(policy, now)]
    return sum(_send(row, due, days, now) for row, due, days in found if due)


def _due(row: Trained, policy: Policy, today: date) -> tuple[date | None, int]:
    """The day that somebody is reminded of, and at which distance; None where nobody has to be."""
    when = row.until
    if not row.lessons:
        return None, 0
    if when is None:  # never passed: told once, when they come
        return policy.organisation.day(row.user.created_at), OVERDUE
    due = policy.organisation.day(when)
    first, second = policy.training.remind_days
    asked = row.state is LessonState.OWED  # told at once, and once more near the end
    days = stage(today, due, days=(policy.training.grace_days, second) if asked else (first, second))
    if row.closed and days is None:
        days = OVERDUE
    return (due, days) if days is not None else (None, 0)


def _send(row: Trained, due: date | None, days: int, now: datetime) -> int:
    key = {"holder": row.user.reference, "due": due, "days": days}
    return enqueue_once(LETTER, TrainingReminder.objects, key, lang=settings.AZUKARI.language, now=now, made_at=now)


def forget(now: datetime) -> int:
    """Let go of what has had its time: counts of attempts after a day, mail after two years, passes and contractors'
    staff three years after the last. Returns how many rows went.
    """
    gone = Tries.objects.filter(last_at__lt=now - timedelta(days=1)).delete()[0]
    gone += TrainingReminder.objects.filter(made_at__lt=now - timedelta(days=730)).delete()[0]
    gone += Pass.objects.filter(passed_at__lt=now - _KEPT).delete()[0]
    kept = Pass.objects.values("holder")
    return gone + Trainee.objects.filter(expires_at__lt=now - _KEPT).exclude(id__in=kept).delete()[0]
