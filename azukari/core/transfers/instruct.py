"""After a transfer: what a recipient holds has to follow the person. A correction, a withdrawal or an erasure instructs
every recipient who got data of theirs, in the same transaction (P40, P41).

An instruction names the person by the handle under which the recipient knows them, and the row holds nothing else of
them. It is posted, signed and sealed, where the recipient has a webhook; elsewhere its contact gets a mail with a link
to a page (`azukari.features.processors`), or staff pass it on.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from azukari.both_languages import BothLanguages
from azukari.core.ledger.catalogue import Kind
from azukari.core.ledger.events import Event, actor_reference
from azukari.core.ledger.shapes import Value
from azukari.core.people.lock import lock_people
from azukari.core.transfers.events import INSTRUCTION_ACKNOWLEDGED, INSTRUCTION_SENT
from azukari.core.transfers.models import Channel, Instruction, Moved, TransferPerson, What
from azukari.core.vault.hooks import Corrected, Ended
from azukari.core.vault.trail import record_about
from azukari.lib.conflict import InvalidTransition
from azukari.policy.terms import Actor, Text

ANSWER_WITHIN = timedelta(days=14)
"""By when a recipient has to confirm that it did what it was told."""


def corrected(told: Corrected) -> None:
    """A value says something else now, or is gone; in the correction's transaction."""
    what = What.ERASE if told.erased else What.CORRECT
    instruct(told.person, what=what, categories=[told.category.value], purposes=told.purposes, now=told.at)


def ended(told: Ended) -> None:
    """A purpose's right ended, or everything is erased; in its transaction, before anything goes."""
    what = What.ERASE if told.erased else What.STOP
    instruct(told.person, what=what, purpose=told.purpose, now=told.at)


def instruct(
    person: UUID,
    *,
    what: What,
    now: datetime,
    recipient: str = "",
    purpose: str = "",
    purposes: Collection[str] = (),
    categories: Collection[str] = (),
) -> int:
    """Make an instruction for each recipient who got something of ``person``, in the caller's transaction.

    Args:
        recipient, purpose, purposes, categories: narrow it down to what went there for these; empty for all.

    Returns:
        how many there are.
    """
    rows = TransferPerson.objects.select_related("transfer").filter(person_id=person, state=Moved.MOVED)
    if recipient:
        rows = rows.filter(transfer__recipient_id=recipient)
    if purpose or purposes:
        rows = rows.filter(transfer__purpose__in=[purpose] if purpose else purposes)
    wanted = set(categories)
    found: dict[tuple[str, UUID], set[str]] = {}
    for row in rows:
        went = set(row.transfer.categories.split())
        concerned = went & wanted if wanted else went
        if concerned:
            found.setdefault((row.transfer.recipient_id, row.handle), set()).update(concerned)
    Instruction.objects.bulk_create(
        Instruction(
            recipient_id=slug,
            person_id=person,
            handle=handle,
            what=what,
            categories=" ".join(sorted(concerned)),
            purpose=purpose,
            created_at=now,
            answer_by=now + ANSWER_WITHIN,
            due_at=now,
        )
        for (slug, handle), concerned in sorted(found.items())
    )
    return len(found)


def tell(recipient: str, *, now: datetime) -> int:
    """The recipient is being told by email, in the caller's transaction: note it on each trail; returns how many. What
    goes to a webhook is told by `send_due` alone.
    """
    unsent = Instruction.objects.filter(recipient_id=recipient, sent_at__isnull=True, acknowledged_at__isnull=True)
    waiting = unsent.exclude(recipient__channel=Channel.WEBHOOK)
    _lock_people_of(waiting)
    rows = list(waiting.select_for_update(of=("self",)).order_by("id"))
    Instruction.objects.filter(id__in=[row.id for row in rows]).update(sent_at=now)
    for row in rows:
        note(INSTRUCTION_SENT, row, "worker", now)
    return len(rows)


def acknowledge(id: UUID, *, actor: Actor, now: datetime) -> Instruction:
    """The recipient has confirmed that it did what it was told.

    Args:
        actor: the recipient itself, or the member of staff whom it told.

    Raises:
        Instruction.DoesNotExist: there is none.
        InvalidTransition: it has been confirmed already.
    """
    with transaction.atomic(durable=True):
        _lock_people_of(Instruction.objects.filter(id=id))
        row = Instruction.objects.select_for_update().get(id=id)
        if row.acknowledged_at is not None:
            raise InvalidTransition("instruction.confirmed", _CONFIRMED)
        row.acknowledged_at = now
        row.save(update_fields=["acknowledged_at"])
        note(INSTRUCTION_ACKNOWLEDGED, row, actor_reference(actor), now)
    return row


def _lock_people_of(instructions: QuerySet[Instruction]) -> None:
    lock_people(instructions.filter(person__isnull=False).values_list("person_id", flat=True))


def open_for(recipient: str) -> list[Instruction]:
    """What a recipient has not confirmed yet, the oldest first."""
    return list(Instruction.objects.filter(recipient_id=recipient, acknowledged_at__isnull=True).order_by("created_at"))


def note(kind: Kind, row: Instruction, actor: str, now: datetime) -> None:
    """Write it down, on the person's trail while there is one, in the caller's transaction."""
    payload: dict[str, Value] = {
        "actor": actor,
        "instruction": str(row.id),
        "recipient": row.recipient_id,
        "kind": row.what,
        "categories": row.categories.split(),
    }
    record_about([Event(kind, payload, row.person_id)], now=now)


_CONFIRMED: Text = BothLanguages("This instruction has been confirmed already.")
