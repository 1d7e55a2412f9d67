"""Rows of transfers by hand, where the way there does not matter."""

from datetime import datetime
from typing import Any
from uuid import UUID

from azukari.core.transfers.models import Contract, Instruction, Moved, Transfer, TransferPerson, TransferState, What
from azukari.lib.identifier import new_id
from azukari.policy.disclosure import ContractState
from tests.disclosure import office


def went(at: datetime, *, recipient: str = office.KOTORI, purpose: str = "magazine", **more: Any) -> Transfer:
    """The record of a transfer that was done then, unless said otherwise; under a contract that has ended."""
    contract = Contract.objects.filter(recipient_id=recipient).first() or Contract.objects.all()[0]
    Contract.objects.update(state=ContractState.ENDED)
    return Transfer.objects.create(
        **{
            "recipient_id": recipient,
            "purpose": purpose,
            "categories": "email",
            "ground": "contract",
            "contract": contract,
            "charter_id": 1,
            "channel": "file",
            "proposed_by": "worker",
            "proposed_at": at,
            "state": TransferState.DELIVERED,
            "finished_at": at,
            "approved_at": at,
            **more,
        }
    )


def somebody(transfer: Transfer, person: UUID | None = None, handle: UUID | None = None, **more: Any) -> TransferPerson:
    """One of those who were in it."""
    told = {"position": transfer.rows.count(), "part": 0, "state": Moved.MOVED, "at": transfer.proposed_at, **more}
    return TransferPerson.objects.create(transfer=transfer, handle=handle or new_id(), person_id=person, **told)


def instruction(row: TransferPerson, now: datetime, recipient: str = office.KOTORI) -> Instruction:
    """What a recipient was told about one of them."""
    return Instruction.objects.create(
        recipient_id=recipient,
        person_id=row.person_id,
        handle=row.handle,
        what=What.STOP,
        created_at=now,
        answer_by=now,
        due_at=now,
    )
