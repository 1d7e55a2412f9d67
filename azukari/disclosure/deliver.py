"""A transfer runs, a batch of people at a time, each batch in one transaction with its entries in the ledger.

Everything is asked again when a person's turn comes: contract, review, guidelines, case, and the person. What lapses in
between stops the transfer at the next person; whoever may not go any more is left out. The batch holds the contract and
the case, so that somebody who suspends or closes them waits for the batch and is seen by the next.

It can be killed anywhere. A batch is either done, with its part on disk and its entries in the ledger, or it is not.
"""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from azukari.charter.current import current
from azukari.disclosure import parts
from azukari.disclosure.content import header, line, trailer
from azukari.disclosure.disclose import BATCH
from azukari.disclosure.finish import finish, stop
from azukari.disclosure.items import demand_in, payload_of
from azukari.disclosure.models import Channel, Moved, Post, State, Transfer, TransferPerson
from azukari.disclosure.refusal import clause_of
from azukari.disclosure.seal import seal
from azukari.disclosure.standing import standing_of
from azukari.disclosure.subjects import candidates, subjects
from azukari.ledger.events import Event, Kind, Value
from azukari.policy.disclose import may_include, may_transfer
from azukari.policy.disclosure import Demand, DisclosureGround
from azukari.policy.terms import Verdict
from azukari.vault.hand_over import hand_over
from azukari.vault.trail import record_about

type Clock = Callable[[], datetime]

NOTHING_HELD = "disclose.nothing-held"


@dataclass(slots=True)
class _Turn:
    """What was decided for the people of one batch."""

    going: list[UUID] = field(default_factory=list)
    refused: dict[UUID, Verdict] = field(default_factory=dict)
    stop: Verdict | None = None


def run(
    transfer: UUID, *, clock: Clock, most: int | None = None, progress: Callable[[int], None] | None = None
) -> Transfer:
    """Let an approved transfer go on until it is done, stopped, or ``most`` batches have passed.

    Args:
        clock: asked before each person.
        progress: called after each batch with the number of people dealt with so far.
    """
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
        if transfer.state not in (State.APPROVED, State.RUNNING) or transfer.approved_at is None:
            return None
        demand = demand_in(transfer)
        people = candidates(
            demand, case=transfer.case_id, until=transfer.approved_at, after=transfer.cursor, most=BATCH
        )
        if not people:
            return None
        turn = _judge(demand, transfer, people, clock)
        _move(transfer, demand, turn, now=clock())
        if turn.stop is not None:  # a refusal is false
            stop(transfer, turn.stop, now=clock())
            return None
        transfer.cursor, transfer.state, transfer.part = people[-1], State.RUNNING, transfer.part + 1
        transfer.save(update_fields=["cursor", "state", "part", "position", "part_salt"])
    return transfer.position


def _judge(demand: Demand, transfer: Transfer, people: list[UUID], clock: Clock) -> _Turn:
    """Ask about each person, at the moment when it is their turn, until something stops everybody."""
    policy, turn = current().policy, _Turn()
    standing = standing_of(demand.recipient, case=transfer.case_id, lock=True)
    known = subjects(people, demand, case=transfer.case_id, now=clock())
    for person in people:
        now = clock()
        whole = may_transfer(policy, demand, standing=standing, now=now)
        if not whole:
            turn.stop = whole
            break
        alone = may_include(policy, demand, subject=known[person], now=now)
        if alone is None:
            turn.going.append(person)
        else:
            turn.refused[person] = alone
    return turn


def _move(transfer: Transfer, demand: Demand, turn: _Turn, *, now: datetime) -> None:
    """Open what goes, put it into a part, and write down each person, in the caller's transaction."""
    purpose = None if demand.ground is DisclosureGround.LAW else demand.purpose
    opened = hand_over(turn.going, purpose=purpose, categories=demand.categories, payload=payload_of(transfer), now=now)
    record_about([Event(Kind.TRANSFER_REFUSED, _told(transfer, v), p) for p, v in turn.refused.items()], now=now)
    handles = _handles(transfer, turn.going)
    codes = {person: verdict.code for person, verdict in turn.refused.items()}
    rows = [
        TransferPerson(
            transfer=transfer,
            position=transfer.position + number,
            part=transfer.part,
            person_id=person,
            handle=handles.get(person) or uuid4(),
            state=Moved.MOVED if person in opened else Moved.OMITTED,
            code="" if person in opened else codes.get(person, NOTHING_HELD),
            at=now,
        )
        for number, person in enumerate([*turn.going, *turn.refused])
    ]
    TransferPerson.objects.bulk_create(rows)
    transfer.position += len(rows)
    lines = [line(row.handle, opened[row.person_id]) for row in rows if row.person_id and row.person_id in opened]
    if lines:
        _write(transfer, lines, now)


def _handles(transfer: Transfer, people: list[UUID]) -> dict[UUID, UUID]:
    """How this recipient knows those of whom it got something before."""
    before = TransferPerson.objects.filter(transfer__recipient=transfer.recipient_id, person_id__in=people)
    return {p: handle for p, handle in before.order_by("-id").values_list("person_id", "handle") if p is not None}


def _write(transfer: Transfer, lines: list[bytes], now: datetime) -> None:
    """Put a batch on disk: for a webhook sealed to the recipient and ready to be posted, else for the file to come."""
    if transfer.channel == Channel.WEBHOOK:
        whole = b"".join([header(transfer), *lines, trailer(len(lines))])
        data = seal(whole, to=transfer.recipient.public_key)
        digest = hashlib.sha256(data).hexdigest()
        Post.objects.create(transfer=transfer, part=transfer.part, sha256=digest, due_at=now)
    else:
        transfer.part_salt = transfer.part_salt or secrets.token_hex(16)
        data = parts.enclose(b"".join(lines), transfer=transfer.id, part=transfer.part, salt=transfer.part_salt)
    parts.write(transfer.id, transfer.part, data)


def _told(transfer: Transfer, verdict: Verdict) -> dict[str, Value]:
    return {**payload_of(transfer), "code": verdict.code, "clause": clause_of(verdict)}
