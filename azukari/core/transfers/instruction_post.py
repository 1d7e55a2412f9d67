"""Instructions on their way: posted to a webhook, or sealed into one file for whoever opened the mailed link."""

from datetime import datetime

from django.db import transaction

from azukari.core.transfers.confirming import content
from azukari.core.transfers.corrections import Values, current_values, take_back
from azukari.core.transfers.events import INSTRUCTION_SENT
from azukari.core.transfers.instruct import note, open_for
from azukari.core.transfers.models import Channel, Instruction, Recipient
from azukari.core.transfers.seal import NotAKey, check_key, seal
from azukari.core.transfers.webhook import NotTaken, post, signed
from azukari.lib.backoff import pause

_AT_A_TIME = 20
_WITH_VALUES = 5  # attempts; who does not take it for so long is told without them, and asks


def send_due(now: datetime) -> int:
    """Post what waits for recipients with a webhook; returns how many were dealt with. One that is not taken is tried
    again, later and later, until it is confirmed.
    """
    waiting = Instruction.objects.select_related("recipient").filter(
        recipient__channel=Channel.WEBHOOK, sent_at__isnull=True, acknowledged_at__isnull=True, due_at__lte=now
    )
    batch = list(waiting.order_by("due_at")[:_AT_A_TIME])
    for row in batch:
        values: Values = {}
        if not row.recipient.is_proven():  # nothing goes by a key or an address that somebody else wrote
            _later(row, values, "altered", now)
            continue
        try:
            key = check_key(row.recipient.public_key)
            values = current_values(row, now=now) if row.attempts < _WITH_VALUES else {}
            body = seal(content(row, values), to=key)
            post(signed(row.recipient.webhook_url, body, id=str(row.id), now=now))
        except (NotTaken, NotAKey) as error:
            _later(row, values, getattr(error, "code", type(error).__name__), now)
        else:
            with transaction.atomic(durable=True):
                Instruction.objects.filter(id=row.id).update(sent_at=now, failure="")
                note(INSTRUCTION_SENT, row, "worker", now)
    return len(batch)


def _later(row: Instruction, values: Values, failure: str, now: datetime) -> None:
    """It was not taken: say so, and try again after a longer pause."""
    with transaction.atomic(durable=True):
        take_back(row, values, now=now)
        Instruction.objects.filter(id=row.id).update(
            attempts=min(row.attempts + 1, 30_000), due_at=now + pause(row.attempts), failure=failure[:32]
        )


def sealed_for(recipient: Recipient, *, now: datetime) -> bytes:
    """Everything that the recipient has not confirmed, with what is right now, in a file that only its key opens.

    Raises:
        NotAKey: it has no key.
    """
    if not recipient.is_proven():
        raise NotAKey
    key = check_key(recipient.public_key)
    lines = [content(row, current_values(row, now=now)) for row in open_for(recipient.slug)]
    return seal(b"".join(lines), to=key)
