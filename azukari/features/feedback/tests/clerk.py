"""Somebody at the desk of feedback."""

from datetime import datetime
from uuid import UUID

from azukari.core.forms.handling import handle
from azukari.core.forms.models import Handled, Handling
from azukari.core.policy_versions.current import current
from azukari.policy.terms import Actor, ActorKind

CLERK = Actor(ActorKind.STAFF, "00000000-0000-4000-8000-000000000007", frozenset({"feedback"}))


def move(submission: UUID, state: Handled, at: datetime) -> None:
    policy = current().policy
    known = Handling.objects.filter(submission_id=submission).first()
    version = known.version if known else 0
    form = policy.forms["feedback"]
    handle(submission, state=state, assignee=None, version=version, form=form, policy=policy, actor=CLERK, now=at)
