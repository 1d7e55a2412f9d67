"""A member of staff who studies: answering lessons over the pages of the console."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.test import Client

from azukari.core.accounts.models import User
from azukari.core.policy_versions.current import Current, current
from azukari.core.policy_versions.publish import publish
from azukari.demo.people import SETTER
from azukari.features.training.course import Lesson, lesson_called
from azukari.features.training.models import Pass
from azukari.features.training.take import answer
from azukari.policy.parse import document
from azukari.policy.quiz import digest
from azukari.policy.terms import Actor, ActorKind
from azukari.policy.training import lessons_of
from tests import cast
from tests.console import desks

SECOND = Actor(ActorKind.STAFF, "0b7c0f3e-7f0f-4f0e-8d53-0123456789ab")


def at(lesson: str) -> str:
    """The address of a lesson."""
    return f"/console/training/lesson/{lesson}/"


def right(lesson: Lesson) -> dict[str, str]:
    """The right answers, as the form sends them."""
    return {f"q{n}": question.answer for n, question in enumerate(lesson.questions, 1)}


def hand_in(client: Client, lesson: str, answers: Mapping[str, str], *, back: str = "") -> Any:
    """Answer the questions as they stand on the page."""
    page = client.get(at(lesson)).content.decode()
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', page)
    assert found
    return client.post(at(lesson), {**answers, "seen": found[1], "next": back})


def whole(slug: str) -> Lesson:
    """The lesson as it stands under the policy that rules."""
    found = lesson_called(slug, current().policy)
    assert found
    return found


def untrained(*duties: str) -> User:
    """Somebody who has passed nothing."""
    user = desks.staff(*duties)
    Pass.objects.filter(holder=user.reference).delete()
    return user


def publish_changed(change: Callable[[dict[str, Any]], object]) -> Current:
    """Publish the policy that rules with a change of its document."""
    draft = document(current().policy)
    change(draft)
    publish(json.dumps(draft, ensure_ascii=False), actor=SETTER, approver=SECOND, now=desks.moment(), ask=True)
    return current()


def untrained_as(email: str, duty: str, now: datetime) -> User:
    """Somebody who joins at that moment, and has passed nothing."""
    user = cast.enrolled(email, "Joiner", duty, now=now)
    Pass.objects.filter(holder=user.reference).delete()
    return user


def study(user: User, duty: str, now: datetime) -> None:
    """Pass whatever a duty needs, at that moment, by the verb that the pages call."""
    charter = current()
    for slug in lessons_of(charter.policy, duty):
        lesson = whole(slug)
        answers = {at: question.answer for at, question in enumerate(lesson.questions)}
        answer(
            lesson,
            answers,
            seen=digest(lesson.questions),
            policy=charter.policy,
            charter=charter.number,
            holder=user.reference,
            who={"actor": f"staff:{user.reference}"},
            now=now,
        )
