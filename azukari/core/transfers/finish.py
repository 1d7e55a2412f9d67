"""How a transfer ends: a sealed file that is fetched once, or posts that all went out, or stopped.

Whatever was sealed and did not leave after all is destroyed, and each person's trail says so: an entry that tells of a
transfer must not stay alone where there was none.
"""

import hashlib
import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from azukari.both_languages import BothLanguages
from azukari.core.ledger.events import Event, actor_reference
from azukari.core.ledger.record import record
from azukari.core.people.lock import lock_people
from azukari.core.transfers import spool
from azukari.core.transfers.against import against_anybody, against_the_whole, judged_by
from azukari.core.transfers.content import header, trailer
from azukari.core.transfers.disclose import BATCH
from azukari.core.transfers.events import TRANSFER_DELIVERED, TRANSFER_STOPPED, TRANSFER_WITHHELD
from azukari.core.transfers.items import payload_of
from azukari.core.transfers.models import Channel, Moved, Transfer, TransferPerson, TransferState
from azukari.core.transfers.packing import packed
from azukari.core.transfers.refusal import clause_of
from azukari.core.transfers.seal import seal_file
from azukari.core.vault.refusal import Refused
from azukari.core.vault.trail import record_about
from azukari.lib.conflict import InvalidTransition
from azukari.policy.terms import Actor, Text, Verdict

WAITS = timedelta(days=7)
"""How long a sealed file lies here for its recipient, and how long a recipient may fetch by its token."""

_CHUNK = 1 << 20


def stop(transfer: Transfer, verdict: Verdict, *, now: datetime) -> None:
    """Nothing more goes out, in the caller's transaction, which holds the row."""
    _stop(transfer, verdict.code, clause_of(verdict), now)


def stop_empty(transfer: Transfer, now: datetime) -> None:
    """Nobody was left who may go, in the caller's transaction, which holds the row."""
    _stop(transfer, "transfer.nobody", "", now)


def _stop(transfer: Transfer, code: str, clause: str, now: datetime) -> None:
    transfer.state, transfer.finished_at = TransferState.STOPPED, now
    transfer.stop_code, transfer.stop_clause, transfer.cursor = code, clause, None
    transfer.save()
    payload = {**payload_of(transfer), "code": code, "clause": clause or "recipients"}
    record(Event(TRANSFER_STOPPED, payload), now=now)


def finish(id: UUID, *, now: datetime) -> Transfer:
    """Nobody is left. A second call does what a crash left undone."""
    transfer = Transfer.objects.select_related("recipient").get(id=id)
    if transfer.state == TransferState.STOPPED:
        withhold(transfer, now=now)
    elif transfer.state in (TransferState.APPROVED, TransferState.RUNNING):
        if not transfer.moved.exists():
            with transaction.atomic(durable=True):
                stop_empty(Transfer.objects.select_for_update().get(id=id), now)
        elif transfer.channel == Channel.FILE:
            _seal(transfer, now)
        else:
            _ready(transfer, now)
    return Transfer.objects.get(id=id)


def _seal(transfer: Transfer, now: datetime) -> None:
    """Make one sealed file of the parts, a little at a time, then let the parts go."""
    target = spool.sealed_file(transfer.id)
    unfinished = target.with_suffix(f".{os.getpid()}.new")
    seal_file(spool.Chain(packed(transfer, _pieces(transfer), now)), unfinished, to=transfer.recipient.public_key)
    digest, size = _measured(unfinished)
    with transaction.atomic(durable=True):
        row = Transfer.objects.select_for_update().get(id=transfer.id)
        if row.state != TransferState.RUNNING:  # another process was first
            unfinished.unlink(missing_ok=True)
            return
        unfinished.replace(target)
        row.state, row.cursor, row.part_salt = TransferState.READY, None, ""
        row.file_sha256, row.file_size, row.finished_at = digest, size, now
        row.save()
    spool.remove_parts(transfer.id)


def _pieces(transfer: Transfer) -> Iterator[bytes]:
    yield header(transfer)
    for part in range(transfer.part + 1):
        path = spool.path(transfer.id, part)
        if path.exists():  # a batch in which nobody went has none
            yield spool.open_part(path.read_bytes(), transfer=transfer.id, part=part, salt=transfer.part_salt)
    yield trailer(transfer.moved.count())


def _measured(path: Path) -> tuple[str, int]:
    digest = hashlib.sha256()
    with path.open("r+b") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
        os.fsync(file.fileno())
    return digest.hexdigest(), path.stat().st_size


def _ready(transfer: Transfer, now: datetime) -> None:
    with transaction.atomic(durable=True):
        row = Transfer.objects.select_for_update().get(id=transfer.id)
        if row.state == TransferState.RUNNING:
            row.state, row.cursor = TransferState.READY, None
            row.save(update_fields=["state", "cursor"])
            settle_posts(row, now=now)


def settle_posts(transfer: Transfer, *, now: datetime) -> None:
    """When every part of a ready transfer has been taken, it is delivered; in the caller's transaction."""
    if transfer.state == TransferState.READY and not transfer.posts.filter(sent_at__isnull=True).exists():
        complete(transfer, now)


def complete(transfer: Transfer, now: datetime) -> None:
    """Everything has left, in the caller's transaction, which holds the row."""
    transfer.state, transfer.finished_at = TransferState.DELIVERED, now
    transfer.save()
    payload = {**payload_of(transfer), "people": transfer.moved.count()}
    record(Event(TRANSFER_DELIVERED, payload), now=now)


def fetch(id: UUID, *, actor: Actor, now: datetime) -> Path:
    """Hand out the sealed file, once. Everything and everybody in it is asked about again first: while
    others write, and again if anything changed meanwhile, the third time with the database to itself.

    Returns:
        where the file lies; the caller reads it and calls `spool.remove`.

    Raises:
        InvalidTransition: there is no file waiting.
        Refused: something in it may not leave any more. The whole file is destroyed, and each person's trail says that
            it was withheld; a new transfer will leave out who has to be left out.
    """
    for last in (False, False, True):
        transfer = _ready_file(Transfer.objects.get(id=id))
        seen = judged_by(transfer)
        person = None if last else against_anybody(transfer, now)  # meanwhile, others write
        with transaction.atomic(durable=True):
            transfer = _ready_file(Transfer.objects.select_for_update().get(id=id))
            against = against_the_whole(transfer, now, lock=True)
            if against is None and (last or judged_by(transfer) != seen):
                if not last:
                    continue
                person = against_anybody(transfer, now)
            against = person if against is None else against  # a no is not true
            if against is None:
                transfer.fetched_by = actor_reference(actor)
                complete(transfer, now)
            else:
                stop(transfer, against, now=now)
            break
    if against is not None:
        withhold(transfer, now=now)
        raise Refused(against)
    return spool.sealed_file(id)


def _ready_file(transfer: Transfer) -> Transfer:
    """
    Raises:
        InvalidTransition: there is no file waiting.
    """
    if transfer.state != TransferState.READY or transfer.channel != Channel.FILE:
        raise InvalidTransition("transfer.no-file", _NO_FILE)
    return transfer


def withhold(transfer: Transfer, *, now: datetime) -> None:
    """Of a stopped transfer, say on each trail that what was sealed did not leave, then destroy it.

    What a webhook has taken, or the recipient has fetched, has left, and stays said.
    """
    if transfer.channel == Channel.API:
        return
    transfer.posts.filter(sent_at__isnull=True, leased_until__isnull=True).delete()
    kept = list(transfer.posts.values_list("part", flat=True))
    payload = {**payload_of(transfer), "code": transfer.stop_code}
    while True:
        with transaction.atomic(durable=True):
            due = transfer.moved.exclude(part__in=kept).order_by("position")
            lock_people(due.filter(person__isnull=False).values_list("person_id", flat=True)[:BATCH])
            rows = list(due.select_for_update()[:BATCH])
            if not rows:
                break
            record_about([Event(TRANSFER_WITHHELD, payload, r.person_id) for r in rows if r.person_id], now=now)
            TransferPerson.objects.filter(id__in=[row.id for row in rows]).update(
                state=Moved.WITHHELD, code=transfer.stop_code
            )
    Transfer.objects.filter(id=transfer.id).update(part_salt="")
    if not kept:
        spool.remove(transfer.id)


def give_up(id: UUID, *, now: datetime) -> None:
    """The recipient does not take it: stop, and withhold what it has not taken."""
    with transaction.atomic(durable=True):
        transfer = Transfer.objects.select_for_update().get(id=id)
        if transfer.state in (TransferState.RUNNING, TransferState.READY):
            _stop(transfer, "transfer.not-taken", "", now)
    withhold(transfer, now=now)


def unfetched(now: datetime) -> QuerySet[Transfer]:
    """The transfers that nobody fetched in time."""
    return Transfer.objects.filter(
        Q(state=TransferState.READY, channel=Channel.FILE, finished_at__lt=now - WAITS)
        | Q(state__in=(TransferState.APPROVED, TransferState.RUNNING), channel=Channel.API, approved_at__lt=now - WAITS)
    )


def withdraw_unfetched(*, now: datetime) -> int:
    """Destroy files that nobody fetched in time, and let nothing more be fetched by a token; returns how many."""
    late = list(unfetched(now).values_list("id", flat=True))
    for id in late:
        with transaction.atomic(durable=True):
            transfer = unfetched(now).select_for_update().filter(id=id).first()
            if transfer is not None:
                _stop(transfer, _LATE[Channel(transfer.channel)], "", now)
        if transfer is not None:
            withhold(transfer, now=now)
    return len(late)


_LATE = {Channel.FILE: "transfer.not-fetched", Channel.API: "transfer.not-pulled"}
_NO_FILE: Text = BothLanguages("No file is waiting: it has been fetched once already, or it is not ready yet.")
