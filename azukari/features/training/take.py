"""Answering the questions of a lesson: a pass keeps their hash, the policy's number and the score, and no answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from azukari.both_languages import BothLanguages
from azukari.core.ledger.events import Event
from azukari.core.ledger.record import record
from azukari.core.ledger.shapes import Value
from azukari.features.training.course import Lesson
from azukari.features.training.events import PASSED, WITHDRAWN
from azukari.features.training.models import Pass, Tries
from azukari.lib.conflict import InvalidTransition
from azukari.policy.quiz import digest, mark
from azukari.policy.terms import Policy
from azukari.policy.training import passes

PAUSE = timedelta(hours=1)
"""How long the questions rest after the attempts are used up. The text can be read all the time."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of it.

    Args:
        marks: which questions were answered rightly.
        left: attempts before there is a pause.
    """

    is_passed: bool
    marks: tuple[bool, ...]
    left: int = 0


def answer(
    lesson: Lesson,
    answers: Mapping[int, str],
    *,
    seen: str,
    policy: Policy,
    charter: int,
    holder: UUID,
    who: Mapping[str, Value],
    now: datetime,
) -> Result:
    """Judge the answers, and keep that the lesson was passed.

    Args:
        answers: words of the answers (`Question.word`), by the place of the question.
        seen: the digest of the questions on the page that was answered.
        who: what the ledger says of whoever answers.

    Raises:
        InvalidTransition: the questions are others by now; or they rest after too many attempts.
    """
    hashed = digest(lesson.questions)
    if seen != hashed:
        raise InvalidTransition("training.moved-on", _MOVED_ON)
    with transaction.atomic():
        Tries.objects.get_or_create(holder=holder, lesson=lesson.slug, defaults={"last_at": now})
        tries = Tries.objects.select_for_update().get(holder=holder, lesson=lesson.slug)
        if tries.count and now >= tries.last_at + PAUSE:
            tries.count = 0
        if tries.count >= policy.training.attempts:
            raise InvalidTransition("training.rests", _RESTS)
        marks = mark(lesson.questions, answers)
        if not passes(sum(marks), len(marks), policy.training.pass_percent):
            tries.count, tries.last_at = tries.count + 1, now
            tries.save(update_fields=["count", "last_at"])
            return Result(False, marks, policy.training.attempts - tries.count)
        tries.delete()
        Pass.objects.create(
            holder=holder,
            lesson=lesson.slug,
            charter=charter,
            questions=hashed,
            score=sum(marks),
            asked=len(marks),
            whole=lesson.is_whole,
            passed_at=now,
        )
        kept: dict[str, Value] = {
            **who,
            "lesson": lesson.slug,
            "charter": charter,
            "questions": hashed,
            "score": sum(marks),
            "of": len(marks),
            "whole": lesson.is_whole,
        }
        record(Event(PASSED, kept), now=now)
    return Result(True, marks)


def withdraw(holder: UUID, lesson: str, *, actor: str, now: datetime) -> int:
    """Whatever somebody passed of a lesson does not count any more; returns how many passes that were."""
    with transaction.atomic():
        gone = Pass.objects.filter(holder=holder, lesson=lesson, withdrawn_at__isnull=True)
        count = gone.update(withdrawn_at=now, withdrawn_by=actor)
        if count:
            record(Event(WITHDRAWN, {"actor": actor, "account": str(holder), "lesson": lesson}), now=now)
    return count


_MOVED_ON = BothLanguages(
    "The policy has changed, and so have the questions. Please read the lesson again, then answer."
)
_RESTS = BothLanguages(
    "You have used your attempts for now. You can answer again in an hour. Please read the lesson again until then."
)
