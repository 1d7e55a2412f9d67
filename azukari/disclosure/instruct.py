"""After a transfer: what a recipient holds has to follow the person. A correction, a withdrawal or an erasure instructs
every recipient who got data of theirs, in the same transaction (P40, P41).

An instruction names the person by the handle under which the recipient knows them, and holds nothing else of them. It
is posted, signed and sealed, where the recipient has a webhook; elsewhere staff pass it on, and note that it was
confirmed.
"""

import json
from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from azukari.disclosure.contracts import today
from azukari.disclosure.models import Channel, Instruction, Moved, TransferPerson, What
from azukari.disclosure.seal import NotAKey, seal
from azukari.disclosure.trouble import NotNow
from azukari.disclosure.webhook import NotTaken, post, signed
from azukari.ledger.events import Event, Kind, Value, actor_reference
from azukari.ledger.record import record
from azukari.lib.token import TokenError, make, read
from azukari.policy.finding import both
from azukari.policy.terms import Actor, ActorKind, Text
from azukari.vault.sockets import Corrected, Ended
from azukari.vault.trail import record_about

ANSWER_WITHIN = timedelta(days=14)
"""By when a recipient has to confirm that it did what it was told."""

_USE = "acknowledge"
_TOKEN_LASTS = timedelta(days=365)  # a late confirmation is better than none
_AT_A_TIME = 20
_LONGEST_PAUSE = timedelta(hours=12)


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


def send_due(now: datetime) -> int:
    """Post what waits for recipients with a webhook; returns how many were dealt with. One that is not taken is tried
    again, later and later, until it is confirmed.
    """
    waiting = Instruction.objects.select_related("recipient").filter(
        recipient__channel=Channel.WEBHOOK, sent_at__isnull=True, acknowledged_at__isnull=True, due_at__lte=now
    )
    batch = list(waiting.order_by("due_at")[:_AT_A_TIME])
    for row in batch:
        try:
            body = seal(content(row), to=row.recipient.public_key)
            post(signed(row.recipient.webhook_url, body, id=str(row.id), now=now))
        except (NotTaken, NotAKey) as error:
            pause = min(timedelta(minutes=2 ** min(row.attempts, 12)), _LONGEST_PAUSE)
            failure = getattr(error, "code", type(error).__name__)[:32]
            Instruction.objects.filter(id=row.id).update(
                attempts=min(row.attempts + 1, 30_000), due_at=now + pause, failure=failure
            )
        else:
            with transaction.atomic(durable=True):
                Instruction.objects.filter(id=row.id).update(sent_at=now, failure="")
                _record(Kind.INSTRUCTION_SENT, row, "worker", now)
    return len(batch)


def tell(recipient: str, *, now: datetime) -> int:
    """The recipient is being told by mail, in the caller's transaction: note it on each trail; returns how many. What
    goes to a webhook is told by `send_due` alone.
    """
    waiting = Instruction.objects.select_for_update().filter(
        recipient_id=recipient, sent_at__isnull=True, acknowledged_at__isnull=True
    )
    rows = list(waiting.exclude(recipient__channel=Channel.WEBHOOK).order_by("id"))
    Instruction.objects.filter(id__in=[row.id for row in rows]).update(sent_at=now)
    for row in rows:
        _record(Kind.INSTRUCTION_SENT, row, "worker", now)
    return len(rows)


def acknowledge(id: UUID, *, actor: Actor, now: datetime) -> Instruction:
    """The recipient has confirmed that it did what it was told.

    Args:
        actor: the recipient itself, or the member of staff whom it told.

    Raises:
        Instruction.DoesNotExist: there is none.
        NotNow: it has been confirmed already.
    """
    with transaction.atomic(durable=True):
        row = Instruction.objects.select_for_update().get(id=id)
        if row.acknowledged_at is not None:
            raise NotNow("instruction.confirmed", _CONFIRMED)
        row.acknowledged_at = now
        row.save(update_fields=["acknowledged_at"])
        _record(Kind.INSTRUCTION_ACKNOWLEDGED, row, actor_reference(actor), now)
    return row


def acknowledge_by_token(id: UUID, token: str, *, now: datetime) -> datetime:
    """The recipient's program confirms, by the token that came sealed with the instruction; again is the same as once.

    Returns:
        when it was confirmed.

    Raises:
        TokenError: that is not the token of an instruction of this id.
    """
    known = read(_secret(), _USE, token)
    row = Instruction.objects.filter(id=known.id).first()
    if row is None or known.id != id or known.expired(now):
        raise TokenError
    if row.acknowledged_at is None:
        with suppress(NotNow):  # it was confirmed this very moment
            acknowledge(id, actor=Actor(ActorKind.RECIPIENT, row.recipient_id), now=now)
        row.refresh_from_db()
    return row.acknowledged_at or now


def open_for(recipient: str) -> list[Instruction]:
    """What a recipient has not confirmed yet, the oldest first."""
    return list(Instruction.objects.filter(recipient_id=recipient, acknowledged_at__isnull=True).order_by("created_at"))


def _record(kind: Kind, row: Instruction, actor: str, now: datetime) -> None:
    payload: dict[str, Value] = {
        "actor": actor,
        "instruction": str(row.id),
        "recipient": row.recipient_id,
        "kind": row.what,
        "categories": row.categories.split(),
    }
    if row.person_id:
        record_about([Event(kind, payload, row.person_id)], now=now)
    else:
        record(Event(kind, payload), now=now)


def content(row: Instruction, values: Mapping[str, Mapping[str, str]] | None = None) -> bytes:
    """What the recipient reads: what to do with what it has of whom, and how to confirm.

    Args:
        values: what is right now, by category and field, where something was corrected.
    """
    told: dict[str, object] = {
        "format": "azukari-instruction",
        "version": 1,
        "instruction": str(row.id),
        "person": str(row.handle),
        "do": row.what,
        "categories": row.categories.split(),
        "purpose": row.purpose or None,
        "confirm_by": today(row.answer_by).isoformat(),
        "confirm_at": f"{settings.AZUKARI.base_url}/api/v1/instructions/{row.id}/acknowledgement",
        "token": make(_secret(), _USE, row.id, row.answer_by + _TOKEN_LASTS),
    }
    if values:
        told["values"] = values
    return json.dumps(told, ensure_ascii=False).encode() + b"\n"


def _secret() -> bytes:
    key: bytes = settings.AZUKARI.key("secret")
    return key


_CONFIRMED: Text = both(
    "この指示は、すでに実行が確かめられています。",
    "This instruction has been confirmed already.",
)
