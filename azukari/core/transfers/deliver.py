"""A transfer runs, a batch of people at a time, each batch in one transaction with its entries in the ledger.

Everything is asked again when a person's turn comes: contract, review, guidelines, case, and the person. What lapses in
between stops the transfer at the next person; whoever may not go any more is left out. The batch holds the contract and
the case, so that somebody who suspends or closes them waits for the batch and is seen by the next.

It can be killed anywhere. A batch is either done, with its part on disk and its entries in the ledger, or it is not.
"""

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from azukari.core.transfers import spool
from azukari.core.transfers.batch import Clock, authorize_batch, take
from azukari.core.transfers.content import header, line, trailer
from azukari.core.transfers.disclose import BATCH
from azukari.core.transfers.finish import finish, stop
from azukari.core.transfers.items import demand_in
from azukari.core.transfers.models import Channel, Post, Transfer, TransferState
from azukari.core.transfers.place import place_after
from azukari.core.transfers.seal import seal
from azukari.core.transfers.subjects import candidates


def run(
    transfer: UUID, *, clock: Clock, most: int | None = None, progress: Callable[[int], None] | None = None
) -> Transfer:
    """Let an approved transfer go on until it is done, stopped, or ``most`` batches have passed.

    Args:
        clock: asked before each person.
        progress: called after each batch with the number of people dealt with so far.
    """
    row = Transfer.objects.get(id=transfer)
    if row.channel == Channel.API:  # its recipient takes the turns: see `pull`
        return row
    done = 0
    while most is None or done < most:
        position = _batch(transfer, clock)
        if position is None:
            return finish(transfer, now=clock())
        done += 1
        if progress:
            progress(position)
    return Transfer.objects.get(id=transfer)


def _batch(id: UUID, clock: Clock) -> int | None:
    """Deal with the next people; returns how many have been so far, or None if there is nobody left or it stopped."""
    with transaction.atomic(durable=True):
        transfer = Transfer.objects.select_for_update().get(id=id)
        if transfer.state not in (TransferState.APPROVED, TransferState.RUNNING) or transfer.approved_at is None:
            return None
        demand = demand_in(transfer)
        people = candidates(
            demand, case=transfer.case_id, until=transfer.approved_at, after=transfer.cursor, most=BATCH
        )
        if not people:
            return None
        turn, now = authorize_batch(demand, transfer, people, clock), clock()
        gone = take(transfer, demand, turn, now=now)
        if gone:
            _write(transfer, [line(handle, values) for handle, values in gone], now)
        if turn.stop is not None:  # a refusal is false
            stop(transfer, turn.stop, now=clock())
            return None
        transfer.cursor, transfer.state = place_after(people), TransferState.RUNNING
        transfer.part += 1
        transfer.save(update_fields=["cursor", "state", "part", "position", "part_salt"])
    return transfer.position


def _write(transfer: Transfer, lines: list[bytes], now: datetime) -> None:
    """Put a batch on disk: for a webhook sealed to the recipient and ready to be posted, else for the file to come."""
    if transfer.channel == Channel.WEBHOOK:
        whole = b"".join([header(transfer), *lines, trailer(len(lines))])
        data = seal(whole, to=transfer.recipient.public_key)
        digest = hashlib.sha256(data).hexdigest()
        Post.objects.create(transfer=transfer, part=transfer.part, sha256=digest, due_at=now)
    else:
        transfer.part_salt = transfer.part_salt or secrets.token_hex(16)
        data = spool.enclose(b"".join(lines), transfer=transfer.id, part=transfer.part, salt=transfer.part_salt)
    spool.write(transfer.id, transfer.part, data)
