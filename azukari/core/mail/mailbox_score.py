"""Scores of mailboxes: how often mail to somebody came back, and who is not written to for it.

A score belongs to a person and their address of that time, which nobody has to open for it: an address that was given
later begins at nothing. It shrinks with each mailing that went and did not come back, counted when it is next asked.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q

from azukari.core.database.id_set import Ids
from azukari.core.mail.models import MailboxScore, MailingMessage
from azukari.lib.identifier import new_id
from azukari.policy.mailing import MessageState
from azukari.policy.returned import LIMIT, WEIGHT, Reason, scored


def note(returned: Mapping[UUID, Reason], *, now: datetime) -> Mapping[UUID, int]:
    """Write down that an email to each of these people came back; in the caller's transaction, which has locked them.
    Three statements, however many.

    Returns:
        their scores.
    """
    counting = {person: reason for person, reason in returned.items() if WEIGHT[reason]}
    if not counting:
        return {}
    before = {row.person_id: row for row in MailboxScore.objects.filter(person_id__in=Ids(counting))}
    since = _delivered(before)
    scores = {
        person: scored(before[person].score if person in before else 0, delivered=since[person], reason=reason)
        for person, reason in counting.items()
    }
    rows = [
        MailboxScore(id=new_id(), person_id=person, score=scores[person], reason=reason, at=now)
        for person, reason in counting.items()
    ]
    MailboxScore.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["person"], update_fields=["score", "reason", "at"]
    )
    return scores


def _delivered(before: Mapping[UUID, MailboxScore]) -> Counter[UUID]:
    """How many mailings each of them was sent since their score was written."""
    if not before:
        return Counter()
    first = min(score.at for score in before.values())
    sent = MailingMessage.objects.filter(person_id__in=Ids(before), state=MessageState.SENT, changed_at__gt=first)
    rows = sent.values_list("person_id", "changed_at")
    return Counter(person for person, at in rows if person is not None and at > before[person].at)


def forgive(people: Collection[UUID], *, since: datetime) -> None:
    """Take back what was noted of these people since then, since it was about us; in the caller's transaction."""
    noted = MailboxScore.objects.filter(person_id__in=Ids(people), at__gte=since)
    noted.filter(score__lt=LIMIT, score__gt=1).update(score=F("score") - 1)
    noted.filter(Q(score__gte=LIMIT) | Q(score__lte=1)).delete()


def closed_since(people: Collection[UUID]) -> Mapping[UUID, datetime]:
    """Those whose mailbox is not written to, with the moment since when. One query.

    An address that was given or corrected later is another mailbox.
    """
    rows = MailboxScore.objects.filter(person_id__in=Ids(people), score__gte=LIMIT)
    return dict(rows.values_list("person_id", "at"))


def closed_to(person: UUID, given: datetime) -> bool:
    """Whether mail to the address that somebody gave at that time is held back."""
    at = closed_since([person]).get(person)
    return at is not None and given <= at
