"""What became of messages is written into the database: of a batch by the sender itself, after its death from its
journal.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F

from azukari.core.database.id_set import Ids
from azukari.core.mail.bulk import journal
from azukari.core.mail.bulk.lease import give_back
from azukari.core.mail.bulk.message import Result
from azukari.core.mail.mailbox_score import forgive, note
from azukari.core.mail.models import Mailing, MailingMessage
from azukari.core.people.lock import lock_people
from azukari.policy.mailing import FAILED, OPEN, MessageState, before
from azukari.policy.refused_alike import FEWEST, WINDOW, points_to_us


def journals() -> Path:
    """Where this machine's senders keep their journals."""
    return settings.AZUKARI.root / "data" / "mailings"


def settle(run: UUID, results: Sequence[Result], *, now: datetime) -> None:
    """Write down what became of messages that a run has leased, and give back the others; one statement for each kind
    of outcome.
    """
    alike: dict[tuple[Any, ...], list[UUID]] = defaultdict(list)
    for result in results:
        alike[result.state, result.code, result.due_at, result.tried, result.doubtful].append(result.row.id)
    with transaction.atomic():
        there = lock_people([result.row.person for result in results])
        for (state, code, due_at, tried, doubtful), ids in alike.items():
            reachable = before(state) | ({state} if state in OPEN else frozenset())
            rows = MailingMessage.objects.filter(id__in=Ids(ids), lease=run, state__in=reachable)
            changed: dict[str, Any] = {"due_at": due_at} if due_at else {}
            changed |= {"doubtful": True} if doubtful else {}
            changed |= {"attempts": F("attempts") + tried} if tried else {}
            rows.update(state=state, code=code[:64], changed_at=now, lease=None, leased_until=None, **changed)
        refused = {result.row.person: result.reason for result in results if result.reason}
        note({person: reason for person, reason in refused.items() if person in there}, now=now)
        erased = MailingMessage.objects.filter(id__in=Ids([result.row.id for result in results]), person__isnull=True)
        erased.exclude(state=MessageState.SENT).delete()
        give_back(run)


def refused_alike(mailing: Mailing, results: Sequence[Result], *, now: datetime) -> str:
    """The answer that many mailboxes gave lately to all senders of a mailing together, or ``""``.

    A sender counts what it is answered itself; several that share a mailing see less than half of it each.

    Args:
        results: of the batch that is settled. One query for each answer in it that was for good.
    """
    first = MailingMessage.objects.filter(mailing=mailing, changed_at__gte=now - WINDOW, person__isnull=False)
    failed = {result.code for result in results if result.state in FAILED and result.tried and not result.row.attempts}
    for answer in sorted(failed):
        alike = first.filter(state__in=FAILED, code=answer, attempts=1).count()
        if alike >= FEWEST and points_to_us(
            alike, tried=alike + first.filter(state=MessageState.SENT)[: alike + 1].count()
        ):
            return answer
    return ""


def spare(mailing: Mailing, answer: str, *, now: datetime, again: bool = True) -> None:
    """Put back what was refused in words that point to us: the messages wait again, and no mailbox counts as gone.

    Args:
        answer: the server's codes, as they stand in the messages.
        again: whether the messages wait again; not of a mailing that nobody will go on with.
    """
    alike = MailingMessage.objects.filter(
        mailing=mailing, state__in=FAILED, code=answer, changed_at__gte=now - WINDOW, person__isnull=False
    )
    with transaction.atomic():
        people = lock_people([*alike.values_list("person_id", flat=True)])
        forgive(people, since=now - WINDOW)
        if again:
            alike.update(state=MessageState.HELD, due_at=now, changed_at=now)


def recover(*, now: datetime) -> Collection[UUID]:
    """Settle what senders left that ended without a word: what a mail server took has gone, and what was under way is
    sent again and may arrive twice.

    Returns:
        the messages that may.
    """
    doubtful: set[UUID] = set()
    for left in journal.left(journals()):
        rows = MailingMessage.objects.filter(state__in=OPEN)
        with transaction.atomic():
            concerned = rows.filter(id__in=Ids(left.taken | left.doubtful), person__isnull=False)
            lock_people({*concerned.values_list("person_id", flat=True)})
            rows.filter(id__in=Ids(left.taken)).update(
                state=MessageState.SENT, code="", changed_at=now, attempts=F("attempts") + 1
            )
            rows.filter(id__in=Ids(left.doubtful)).update(doubtful=True)
            MailingMessage.objects.filter(id__in=Ids(left.taken)).update(lease=None, leased_until=None)
            give_back(left.run)
        doubtful |= left.doubtful
    return doubtful
