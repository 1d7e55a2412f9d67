"""Blind letters: anybody may ask for one by typing an address, and learns nothing of whether somebody is there (P43).

What such a letter leaves in the ledger is written when it is asked for, in the asker's own transaction: the same
statements and as many entries for an address that nobody confirmed, where they are blank and committed under keys that
are thrown away. So nothing that strangers see depends on whether, when and how often a mail server takes the mail.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from azukari.core.database.rows import insert
from azukari.core.ledger.catalogue import Kind
from azukari.core.ledger.events import who
from azukari.core.ledger.shapes import Value
from azukari.core.mail.letter import kind as kind_called
from azukari.core.mail.models import Message
from azukari.core.mail.queue import row
from azukari.core.transfers.mail_gate import handing_over
from azukari.core.vault.events import TRANSFER_MADE, VALUE_RELEASED
from azukari.core.vault.reasons import Reason
from azukari.core.vault.trail import record_unseen
from azukari.policy.terms import POSTMAN


def enqueue_blind(kind: str, *, person: UUID | None, reference: UUID, lang: str, now: datetime) -> UUID:
    """Put a blind letter into the queue and write down that it opens the address, in the caller's transaction.

    Args:
        person: to whom it goes, or None: then it goes nowhere, after the same work and with the same traces.
    """
    message = row(kind, person=person, reference=reference, lang=lang, now=now)
    insert(Message, [message])
    record_unseen(_told(kind, message[0]), person=person, now=now)
    return message[0]


def _told(kind: str, message: UUID) -> list[tuple[Kind, Mapping[str, Value]]]:
    """What the ledger keeps of it: the address is opened, and handed to whoever operates the mail server."""
    letter = kind_called(kind)
    opened: dict[str, Value] = {
        **who(POSTMAN),
        "purpose": letter.purpose,
        "reason": Reason.DELIVERY.value,
        "kind": kind,
        "categories": sorted(letter.categories),
        "mail": str(message),
    }
    handed = handing_over(letter.purpose, letter.categories)
    passed = [(TRANSFER_MADE, {**handed, "mail": str(message)})] if handed else []
    return [(VALUE_RELEASED, opened), *passed]
