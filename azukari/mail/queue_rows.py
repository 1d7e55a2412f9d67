"""What became of a message of the queue, written into its row."""

from datetime import datetime
from uuid import UUID

from azukari.mail.models import Message
from azukari.mail.retrying import next_try


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
