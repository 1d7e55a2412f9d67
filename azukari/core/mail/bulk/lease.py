"""A batch is leased, so that no other sender on any machine has it; and given back."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from azukari.core.database.id_set import Ids
from azukari.core.mail import in_doubt
from azukari.core.mail.bulk.message import InHand
from azukari.core.mail.models import WAITS, Mailing, MailingMessage
from azukari.policy.mailing import OPEN, MailingState

LEASE = timedelta(minutes=10)
"""How long a batch may take; it is given up and restarted well before."""

LIMITED = "limited"
"""The code of a message that waits for its moment within a limit."""


def under_way(now: datetime) -> list[Mailing]:
    """The mailings that go now, the oldest first."""
    return list(Mailing.objects.filter(state=MailingState.SENDING, starts_at__lte=now).order_by("starts_at", "id"))


def count_due(now: datetime, *, most: int) -> int:
    """How many messages senders would find to send; ``most``, if there are more."""
    return min(sum(_free(mailing, now)[:most].count() for mailing in under_way(now)), most)


def take(mailing: Mailing, run: UUID, *, most: int, now: datetime) -> Sequence[InHand]:
    """Take up to ``most`` messages of a mailing, by a lease."""
    with transaction.atomic():
        free = _free(mailing, now).order_by("due_at", "id").select_for_update(skip_locked=True)
        rows = free.values_list("id", "person_id", "lang", "attempts", "code")[:most]
        batch = [InHand(id, person, lang, attempts, code == LIMITED) for id, person, lang, attempts, code in rows]
        of_these = MailingMessage.objects.filter(id__in=Ids([row.id for row in batch]))
        of_these.update(lease=run, leased_until=now + LEASE)
    return batch


def give_back(run: UUID) -> None:
    """Give back what a run has leased: it stands as it stood. Of whoever was erased meanwhile nothing waits."""
    held = MailingMessage.objects.filter(lease=run)
    in_doubt.remove(held.filter(person__isnull=True, state__in=OPEN))
    held.update(lease=None, leased_until=None)


def forget_erased(now: datetime) -> None:
    """Remove what was in the hands of a sender that never came back, of people who were erased."""
    nobodys = MailingMessage.objects.filter(person__isnull=True, state__in=OPEN)
    in_doubt.remove(nobodys.filter(Q(leased_until__isnull=True) | Q(leased_until__lt=now)))


def _free(mailing: Mailing, now: datetime) -> QuerySet[MailingMessage]:
    due = MailingMessage.objects.filter(WAITS, mailing=mailing, due_at__lte=now, person__isnull=False)
    return due.filter(Q(leased_until__isnull=True) | Q(leased_until__lt=now))
