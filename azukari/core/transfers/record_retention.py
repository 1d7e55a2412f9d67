"""How long the record of a transfer is kept: as long as the policy says after the last one of its kind, which is three
years at least (APPI 29 (2)), and as long as what went may have to be followed. Then it goes, from the trails as well.

A record is what leads to a recipient who holds somebody's data: while a contract runs, or a consent lives, a correction
has to find them. So it stays until both are over, however long ago the last transfer was.
"""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db import transaction

from azukari.core.policy_versions.current import ruling_policy, today
from azukari.core.transfers import spool
from azukari.core.transfers.disclose import BATCH
from azukari.core.transfers.events import (
    INSTRUCTION_ACKNOWLEDGED,
    INSTRUCTION_SENT,
    TRANSFER_REFUSED,
    TRANSFER_WITHHELD,
)
from azukari.core.transfers.models import Consent, Contract, Instruction, Transfer, TransferPerson, TransferState
from azukari.core.transfers.standing import LIVE
from azukari.core.vault.events import TRANSFER_MADE
from azukari.core.vault.trail import unlink
from azukari.lib.sweep import Going
from azukari.policy.period import after

CLAUSE = "supervision.records_kept"
_OVER = (TransferState.DELIVERED, TransferState.STOPPED, TransferState.DECLINED)
_MOST_REFERENCES = 100
_ON_TRAILS = (TRANSFER_MADE, TRANSFER_REFUSED, TRANSFER_WITHHELD)
_OF_INSTRUCTIONS = (INSTRUCTION_SENT, INSTRUCTION_ACKNOWLEDGED)


def going(as_of: datetime) -> Iterator[Going]:
    """Whose time is over at that moment, by purpose. Changes nothing."""
    by_purpose: dict[str, list[Transfer]] = {}
    for transfer in _due(as_of):
        by_purpose.setdefault(transfer.purpose, []).append(transfer)
    for purpose, rows in sorted(by_purpose.items()):
        references = tuple(str(row.id) for row in rows[:_MOST_REFERENCES])
        yield Going("disclosure", "transfer-record", purpose, CLAUSE, len(rows), references)


def forget(now: datetime) -> int:
    """Let go of the records whose time is over; returns how many. It can be killed anywhere, and goes on."""
    due = _due(now)
    for transfer in due:
        while _forget_some(transfer):
            pass
        with transaction.atomic():
            Transfer.objects.filter(id=transfer.id).delete()
        spool.remove(transfer.id)
    return len(due)


def _due(as_of: datetime) -> list[Transfer]:
    """The transfers of every kind (recipient and purpose) whose last one was long enough ago."""
    if (policy := ruling_policy()) is None:
        return []
    kinds: dict[tuple[str, str], list[Transfer]] = {}
    for transfer in Transfer.objects.order_by("proposed_at", "id"):
        kinds.setdefault((transfer.recipient_id, transfer.purpose), []).append(transfer)
    due: list[Transfer] = []
    for (recipient, purpose), rows in kinds.items():
        last = max(row.finished_at or row.approved_at or row.proposed_at for row in rows)
        ends = after(last, policy.supervision.records_kept, timezone=policy.organisation.timezone)
        settled = all(row.state in _OVER for row in rows)
        if ends <= as_of and settled and not _followed(recipient, purpose, as_of):
            due += rows
    return due


def _followed(recipient: str, purpose: str, as_of: datetime) -> bool:
    """Whether the recipient may still hold what it got: it works for us, or somebody's consent lives."""
    working = Contract.objects.filter(recipient=recipient, state__in=LIVE)
    if any(purpose in row.purposes.split() and (row.ends is None or row.ends >= today(as_of)) for row in working):
        return True
    return Consent.objects.filter(recipient=recipient, purpose=purpose, withdrawn_at__isnull=True).exists()


def _forget_some(transfer: Transfer) -> bool:
    """Let the next people of a record go, with what stands on their trails; returns whether there were any."""
    with transaction.atomic():
        rows = list(TransferPerson.objects.filter(transfer=transfer).order_by("id")[:BATCH])
        people = [row.person_id for row in rows if row.person_id]
        unlink(people, kinds=_ON_TRAILS, mentioning=[str(transfer.id)])
        TransferPerson.objects.filter(id__in=[row.id for row in rows]).delete()
        _forget_instructions(transfer.recipient_id, [row.handle for row in rows])
    return bool(rows)


def _forget_instructions(recipient: str, handles: list[UUID]) -> None:
    """What the recipient was told about people of whom no record is left."""
    left = TransferPerson.objects.filter(transfer__recipient=recipient, handle__in=handles)
    gone = set(handles) - set(left.values_list("handle", flat=True))
    told = list(Instruction.objects.filter(recipient=recipient, handle__in=gone))
    for row in told:
        if row.person_id:
            unlink([row.person_id], kinds=_OF_INSTRUCTIONS, mentioning=[str(row.id)])
    Instruction.objects.filter(id__in=[row.id for row in told]).delete()
