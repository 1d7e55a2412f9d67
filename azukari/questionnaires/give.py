"""Giving unlinked answers: into the pool, in a transaction of their own, with nothing that leads back to anybody.

No submission, no person, no ledger event, no time but the day. From here `mixing` takes them. Where only who was
invited answers, a ticket is spent in the same transaction (`invited.tickets`).
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from azukari.forms.kinds import NotTaken
from azukari.questionnaires.invited.tickets import spend
from azukari.questionnaires.mixing import forget_arrival, forget_log
from azukari.questionnaires.models import MixedAnswers, Poll, PollState, PooledAnswers, Version
from azukari.questionnaires.quotas import take_places
from azukari.questionnaires.shape import Answers, Questionnaire


class NotOpen(NotTaken):
    """The questionnaire takes no answers; nothing was kept."""

    code = "closed"


def give_unlinked(
    version: Version, questionnaire: Questionnaire, answers: Answers, *, lang: str, day: date, ticket: str = ""
) -> None:
    """Keep answers of nobody. When this returns, they survive a crash.

    Args:
        ticket: the digest of the ticket that lets them in, where one is needed.

    Raises:
        NotOpen, Full, TicketSpent: see there.
    """
    with transaction.atomic(durable=True):
        mark_answered(version)
        if ticket:
            spend(version.poll_id, ticket)
        take_places(version.poll_id, questionnaire, answers)
        PooledAnswers.objects.create(version=version, lang=lang, day=day, answers=plain(answers))
        if ticket:
            forget_arrival(version.poll_id)
    if ticket:
        forget_log(timezone.now())


def mark_answered(version: Version) -> None:
    """From now on the questionnaire is linked, or unlinked, for good.

    Raises:
        NotOpen: see there.
    """
    poll = Poll.objects.filter(slug=version.poll_id, state=PollState.OPEN).values_list("answered", flat=True).first()
    if poll is None:
        raise NotOpen
    if not poll:
        Poll.objects.filter(slug=version.poll_id, answered=False).update(answered=True)


def keep_test(version: Version, answers: Answers, *, lang: str, day: date) -> None:
    """Keep what staff answered to try it, marked as such; it is in no result."""
    MixedAnswers.objects.create(version=version, lang=lang, day=day, answers=plain(answers), is_test=True)


def plain(answers: Answers) -> dict[str, Any]:
    """Answers as JSON keeps them, in the order of their names, which says nothing of the way through."""
    return {
        key: list(value) if isinstance(value, tuple) else dict(value) if isinstance(value, Mapping) else value
        for key, value in sorted(answers.items())
    }


def from_plain(kept: Mapping[str, Any]) -> Answers:
    """The answers again."""
    return {key: tuple(value) if isinstance(value, list) else value for key, value in kept.items()}
