"""Correction of one value by the person it is about. The old value is gone; the trail says what was corrected, and
when.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from azukari.ledger.events import Event, Kind, Value, actor_reference
from azukari.policy.terms import Actor, Category
from azukari.vault.cipher import seal_value
from azukari.vault.index import correct_in_index
from azukari.vault.keys import data_keys
from azukari.vault.models import SealedValue
from azukari.vault.store import token_of
from azukari.vault.trail import record_about


class NoSuchValue(Exception):
    """The person has no such value (any more)."""


def correct(value: UUID, text: str, *, person: UUID, actor: Actor, now: datetime) -> None:
    """Replace a value of ``person``; ``text`` has been normalised as its field requires. A blank one erases the value.

    An e-mail address is replaced only after the new one has been confirmed; that is `propose`'s business (law 7).

    Raises:
        NoSuchValue: the person has no such value.
    """
    with transaction.atomic():
        row = SealedValue.objects.select_for_update().filter(id=value, person_id=person).first()
        if row is None:
            raise NoSuchValue
        payload: dict[str, Value] = {
            "actor": actor_reference(actor),
            "categories": [row.category],
            "submission": str(row.submission_id),
        }
        if text:
            put(row, text, key=data_keys([person])[person], now=now)
        else:
            row.delete()
            payload["erased"] = 1
        record_about([Event(Kind.VALUE_CORRECTED, payload, person)], now=now)


def put(row: SealedValue, text: str, *, key: bytes, now: datetime) -> None:
    """Seal ``text`` in the place of what ``row`` held, in the caller's transaction. What no lookup finds stays so."""
    row.sealed = seal_value(text, key=key, id=row.id, person=row.person_id, field=row.field)
    row.token = token_of(Category(row.category), text)
    row.corrected_at = now
    row.save(update_fields=["sealed", "token", "corrected_at"])
    correct_in_index(row, text, now=now)
