"""The gate of training: personal data opens to whoever has passed the lessons of a duty that opens it (P33, P34).

It is asked each time that data opens, in the console, by a token and by any program in the name of staff, so that what
lapses or is withdrawn closes every tab with its next request. It guards data and nothing else: the lessons, the policy
and the staff's accounts stay in reach, so that nobody is locked out of the way back.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.urls import reverse

from azukari.both_languages import BothLanguages
from azukari.core.accounts.readiness import Closed
from azukari.features.training.history import history_of, since
from azukari.features.training.models import as_holder
from azukari.policy.terms import Actor, Policy, Text
from azukari.policy.training import History, LessonStanding, LessonState, worst


def gate(actor: Actor, policy: Policy, now: datetime, by: Collection[str]) -> Closed | None:
    """Why personal data stays closed to the actor; None where one of the duties that open it is trained."""
    duties = [slug for slug in by if slug in policy.duties]
    holder = as_holder(actor.reference)
    if holder is None or not duties:
        return _closed(LessonStanding("basics", LessonState.MISSING))  # opened by no duty that anybody was trained for
    found = _best(policy, duties, history := history_of(holder, duties), now)
    if found is not None and found.state is LessonState.MISSING:
        found = _best(policy, duties, since(history, holder), now)
    return None if found is None or found.is_open else _closed(found)


def _best(policy: Policy, duties: list[str], history: History, now: datetime) -> LessonStanding | None:
    """Of several duties that open the same, the one that opens it longest decides."""
    each = [found for slug in sorted(duties) if (found := worst(policy, slug, history, now))]
    return next((found for found in each if found.is_open), each[0] if each else None)


def _closed(standing: LessonStanding) -> Closed:
    code, clause, sentence = _WORDS[standing.state]
    return Closed(code, clause, sentence, reverse("console-training-lesson", args=[standing.lesson]))


_WORDS: Mapping[LessonState, tuple[str, str, Text]] = {
    LessonState.MISSING: (
        "ready.training-missing",
        "training",
        BothLanguages(
            "You have not taken the training yet, so personal data stays closed."
            " A lesson takes a few minutes, and data opens as soon as you pass."
        ),
    ),
    LessonState.EXPIRED: (
        "ready.training-expired",
        "training.valid",
        BothLanguages(
            "Your training has expired, so personal data stays closed. Take the lesson again, and it opens at once."
        ),
    ),
    LessonState.OVERDUE: (
        "ready.training-changed",
        "training.grace_days",
        BothLanguages(
            "The policy changed for your duty, and the time to study the change has ended, so personal data stays"
            " closed. Read what changed and answer the questions; then it opens at once."
        ),
    ),
    LessonState.WITHDRAWN: (
        "ready.training-withdrawn",
        "training",
        BothLanguages(
            "Your pass was withdrawn, so personal data stays closed. Pass the lesson again, and it opens at once."
        ),
    ),
}
