"""The worker's part: find whom a round concerns, ask each once, remind the silent once, end the round in time.

Each batch is one transaction with everything that belongs to it, so a killed worker leaves nobody out and asks nobody
twice. Between two, others write.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from azukari.core.consent.models import Grant
from azukari.core.database.rows import insert
from azukari.core.database.write_backoff import let_others_write
from azukari.core.forms.models import Submission
from azukari.core.ledger.events import Event
from azukari.core.ledger.record import record
from azukari.core.mail.models import Message
from azukari.core.mail.queue import row
from azukari.core.mail.retrying import GIVEN_UP
from azukari.core.people.lock import lock_people
from azukari.core.people.models import Person
from azukari.core.policy_versions.current import charters
from azukari.core.policy_versions.hooks import Publication
from azukari.features.reconsent.concerned import concerned, policies
from azukari.features.reconsent.events import ROUND_ENDED, ROUND_OPENED
from azukari.features.reconsent.models import Asked, ReconsentAnswer, Round

ASK_LETTER = "reconsent:ask"
REMIND_LETTER = "reconsent:remind"
REMIND_AFTER = timedelta(days=14)
RUNS_FOR = timedelta(days=60)
BATCH = 500


def open_round_of(published: Publication) -> None:
    """A charter that does more with existing data opens a round, in the transaction of its publication."""
    charter, now = published.charter, published.now
    if published.widens:
        Round.objects.create(charter=charter, opened_at=now, remind_at=now + REMIND_AFTER, ends_at=now + RUNS_FOR)
        record(Event(ROUND_OPENED, {"charter": charter.number}), now=now)


def tend(now: datetime) -> int:
    """Do for each round that runs what is due; returns how many mails were put into the queue."""
    written = 0
    for round in Round.objects.filter(ended_at__isnull=True).order_by("charter_id"):
        if not round.runs(now):
            end(round.charter_id, actor="worker", now=now)
            continue
        while (found := find_batch(round.charter_id, now=now)) is not None:
            written += found
            let_others_write()
        _note_undelivered(round)
        while round.remind_at <= now and (reminded := remind_batch(round.charter_id, now=now)):
            written += reminded
            let_others_write()
    return written


def find_batch(number: int, *, now: datetime, most: int = BATCH) -> int | None:
    """Look at the next grants that the round concerns, and ask whoever has not been asked.

    Returns:
        how many people were asked by email, or None when there is nobody left to look at.
    """
    with transaction.atomic(durable=True):
        round = Round.objects.select_for_update().get(charter_id=number)
        grants = _next(round, now, most)
        if not grants:
            if round.searched_at is None:
                Round.objects.filter(charter_id=number).update(searched_at=now)
            return None
        asked = _ask(round, grants, now)
        Round.objects.filter(charter_id=number).update(cursor=grants[-1].id)
    return asked


def remind_batch(number: int, *, now: datetime) -> int:
    """Remind people who have been silent since they were asked, each once; returns how many."""
    with transaction.atomic(durable=True):
        silent = Asked.objects.filter(
            round_id=number, state=ReconsentAnswer.WAITING, reminded_at__isnull=True, asked_at__lte=now - REMIND_AFTER
        )
        seen = dict(silent.order_by("id").values_list("id", "person_id")[:BATCH])
        lock_people({*seen.values()})
        batch = list(silent.select_for_update().filter(id__in=[*seen]).order_by("id"))
        Asked.objects.filter(id__in=[asked.id for asked in batch]).update(reminded_at=now)
        insert(Message, [row(REMIND_LETTER, person=a.person_id, reference=a.id, lang=a.lang, now=now) for a in batch])
    return len(batch)


def end(number: int, *, actor: str, now: datetime) -> bool:
    """End a round: nobody can answer any more, and whatever nobody agreed to stays closed.

    Args:
        actor: as the ledger names it.

    Returns:
        False if it had ended before.
    """
    with transaction.atomic(durable=True):
        ended = Round.objects.filter(charter_id=number, ended_at__isnull=True).update(ended_at=now)
        if ended:
            record(Event(ROUND_ENDED, {"charter": number, "actor": actor}), now=now)
    return bool(ended)


def _next(round: Round, now: datetime, most: int) -> list[Grant]:
    known = charters()
    number = round.charter_id
    before = known.policy(number - 1)
    found = concerned(known.policy(number), before=before, known=policies(known, below=number), now=now)
    if round.cursor:
        found = found.filter(id__gt=round.cursor)
    return list(found.order_by("id")[:most])


def _ask(round: Round, grants: Sequence[Grant], now: datetime) -> int:
    submission_of = {grant.person_id: grant.submission_id for grant in grants}
    people = {*submission_of}
    people -= set(Asked.objects.filter(round=round, person_id__in=people).values_list("person_id", flat=True))
    reachable = set(Person.objects.filter(id__in=people, confirmed_at__isnull=False).values_list("id", flat=True))
    spoken: Mapping[UUID, str] = dict(
        Submission.objects.filter(id__in=submission_of.values()).values_list("id", "lang")
    )
    asked = [
        Asked(
            round=round,
            person_id=person,
            lang=spoken.get(submission_of[person], "ja"),
            state=ReconsentAnswer.WAITING if person in reachable else ReconsentAnswer.UNREACHABLE,
            asked_at=now,
        )
        for person in sorted(people)
    ]
    mails = [
        row(ASK_LETTER, person=one.person_id, reference=one.id, lang=one.lang, now=now)
        for one in asked
        if one.person_id in reachable
    ]
    Asked.objects.bulk_create(asked)
    insert(Message, mails)
    return len(mails)


def _note_undelivered(round: Round) -> None:
    """Whoever could not be written to has not kept silent."""
    given_up = Message.objects.filter(Q(sent_at__isnull=False) | GIVEN_UP, kind=ASK_LETTER, failure__gt="")
    waiting = Asked.objects.filter(round=round, state=ReconsentAnswer.WAITING)
    unreached = list(waiting.filter(id__in=given_up.values("reference")).values_list("id", flat=True))
    if unreached:  # nothing is written every few seconds for nothing
        waiting.filter(id__in=unreached).update(state=ReconsentAnswer.UNREACHABLE)
