"""The questions of a lesson as a form that is told what is wrong: for staff, and for those of contractors."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from azukari.core.appearance.markdown import as_html
from azukari.core.ledger.shapes import Value
from azukari.core.policy_versions.current import Current
from azukari.features.training.course import Lesson
from azukari.features.training.take import Result, answer
from azukari.policy.quiz import digest
from azukari.policy.terms import Policy
from azukari.shells.staff.fields import Answers, Fields, One, Questions


def fields_of(lesson: Lesson, lang: str) -> Fields:
    """The questions, as a form asks them."""
    return {
        f"q{at}": One(
            question.text[lang],
            [(word, text[lang]) for word, text in question.options()],
            shown="radios",
        )
        for at, question in enumerate(lesson.questions, 1)
    }


def shown(lesson: Lesson, policy: Policy, lang: str) -> dict[str, Any]:
    """What every page of a lesson shows besides its form."""
    return {
        "lesson": lesson,
        "text": as_html(lesson.text[lang]) if lesson.text else "",
        "seen": digest(lesson.questions),
        "percent": policy.training.pass_percent,
    }


def judge(
    request: HttpRequest,
    lesson: Lesson,
    answers: Answers,
    ruling: Current,
    *,
    holder: UUID,
    who: dict[str, Value],
    now: datetime,
) -> Result:
    """Judge what was sent (`take.answer`).

    Args:
        answers: the form's, in order.
    """
    return answer(
        lesson,
        {at: str(answers[f"q{at + 1}"]) for at in range(len(lesson.questions))},
        seen=request.POST.get("seen", ""),
        policy=ruling.policy,
        charter=ruling.number,
        holder=holder,
        who=who,
        now=now,
    )


def tell(form: Questions, result: Result, lesson: Lesson, lang: str) -> dict[str, Any]:
    """Say beside each wrong answer what to remember; returns what the page tells of the result."""
    for at, right in enumerate(result.marks):
        if not right:
            form.add_error(f"q{at + 1}", lesson.questions[at].why[lang])
    return {"result": result, "right": sum(result.marks)}
