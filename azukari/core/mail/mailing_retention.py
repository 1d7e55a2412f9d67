"""Retention of mailings: a year after one has ended, nothing says any more whom it went to; that so many messages went
stays, so that its report does not change.

A mailbox that has come to its limit stays closed until there is another address; a lower score is forgotten after a
year.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from azukari.core.database.id_set import Ids
from azukari.core.mail.models import MailboxScore, MailingMessage
from azukari.core.people.lock import lock_people
from azukari.policy.mailing import OPEN
from azukari.policy.returned import LIMIT

KEPT = timedelta(days=365)
_A_CALL = 2_000


def forget_old(now: datetime) -> int:
    """Forget who got the mailings of more than a year ago; returns how many rows named somebody."""
    forgotten = 0
    while some := _some(now):
        with transaction.atomic():
            lock_people([person for _id, person in some])
            forgotten += MailingMessage.objects.filter(id__in=Ids([id for id, _person in some])).update(person=None)
    low = MailboxScore.objects.filter(at__lt=now - KEPT, score__lt=LIMIT)
    with transaction.atomic():
        lock_people(list(low.values_list("person_id", flat=True)))
        return forgotten + low.delete()[0]


def _some(now: datetime) -> list[tuple[UUID, UUID]]:
    ended = MailingMessage.objects.filter(mailing__ended_at__lt=now - KEPT, person__isnull=False, lease__isnull=True)
    rows = ended.exclude(state__in=OPEN).values_list("id", "person_id")[:_A_CALL]
    return [(id, person) for id, person in rows if person is not None]
