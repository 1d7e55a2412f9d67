"""Rows of the queue: messages are leased, and what became of each is written down."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from azukari.core.mail.models import Message
from azukari.core.mail.retrying import MOST_ATTEMPTS, next_try

LEASE = timedelta(minutes=5)


def lease_due(now: datetime, which: Q, most: int) -> list[Message]:
    """Take up to ``most`` of these messages that are due, by a lease, so that no other worker has them."""
    with transaction.atomic():
        due = Message.objects.filter(which, sent_at__isnull=True, due_at__lte=now, attempts__lt=MOST_ATTEMPTS)
        free = due.exclude(leased_until__gt=now).order_by("due_at")
        batch = list(free.select_for_update(skip_locked=True)[:most])
        Message.objects.filter(id__in=[m.id for m in batch]).update(leased_until=now + LEASE)
    return batch


def done(message: Message, now: datetime, *, failure: str = "") -> None:
    """It was sent, or will never be."""
    Message.objects.filter(id=message.id).update(sent_at=now, leased_until=None, failure=failure)


def postpone(message: Message, failure: str, now: datetime, *, refused: bool = False) -> None:
    """Later, and not for ever: something is the matter with this message."""
    tried = next_try(message.attempts, refused=refused)
    Message.objects.filter(id=message.id).update(
        attempts=tried.attempts, due_at=now + tried.pause, leased_until=None, failure=failure[:32]
    )


def free(messages: list[UUID]) -> None:
    """The pass ended before their turn: the next one takes them up."""
    if messages:
        Message.objects.filter(id__in=messages).update(leased_until=None)


def put_off(messages: list[UUID], code: str, *, until: datetime) -> None:
    """Nothing is the matter with these; they wait, however long that takes.

    Args:
        code: why.
    """
    Message.objects.filter(id__in=messages).update(due_at=until, leased_until=None, failure=code[:32])
