"""Mixing pool of unlinked answers: they are counted only after they were rewritten among others, in random order.

A batch leaves the pool when it holds `BATCH` answers, or when its day is over. Rows are written anew, with other ids
and in an order drawn by lot, and the pool's rows are deleted, so that neither ids nor places in the table tell who came
before whom within a batch. Between two batches there is an order; a backup sees one batch at most more than another.
"""

import secrets
import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from azukari.charter.current import NoCharter, current
from azukari.policy.period import day_of
from azukari.questionnaires.models import MixedAnswers, Poll, PooledAnswers, State

BATCH = 10
"""Answers of one questionnaire that leave the pool together."""

_MOST = 2000


def mix_all(now: datetime) -> int:
    """Mix what is due of every questionnaire; returns how many answers left the pool."""
    try:
        zone = current().policy.organisation.timezone
    except NoCharter:
        return 0
    today = day_of(now, timezone=zone)
    polls = Poll.objects.filter(linked=False, answered=True).values_list("slug", "state")
    return sum(_mix(slug, today, last=state == State.CLOSED) for slug, state in polls)


def _mix(poll: str, today: object, *, last: bool) -> int:
    with transaction.atomic(durable=True):
        Poll.objects.select_for_update().get(slug=poll)  # one at a time
        rows = list(PooledAnswers.objects.filter(version__poll_id=poll)[:_MOST])
        due = [row for row in rows if last or row.day != today]
        if len(rows) >= BATCH:
            due = rows
        if not due:
            return 0
        _rewrite(due)
        PooledAnswers.objects.filter(id__in=[row.id for row in due]).delete()
    return len(due)


def _rewrite(rows: Sequence[PooledAnswers]) -> None:
    mixed = [
        MixedAnswers(id=uuid.uuid4(), version_id=row.version_id, lang=row.lang, day=row.day, answers=row.answers)
        for row in rows
    ]
    secrets.SystemRandom().shuffle(mixed)
    MixedAnswers.objects.bulk_create(mixed, batch_size=200)
