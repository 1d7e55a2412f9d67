"""A turn of a transfer: the next few people, each judged at that moment, and what is opened of those who go.

Every channel takes its turns here: the sealed file, the webhook, and the recipient that fetches page by page.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from azukari.core.ledger.events import Event
from azukari.core.ledger.shapes import Value
from azukari.core.people.lock import lock_people
from azukari.core.policy_versions.current import current
from azukari.core.transfers.events import TRANSFER_REFUSED
from azukari.core.transfers.items import payload_of
from azukari.core.transfers.models import Moved, Transfer, TransferPerson
from azukari.core.transfers.refusal import clause_of
from azukari.core.transfers.standing import standing_for
from azukari.core.transfers.subjects import subjects
from azukari.core.vault.hand_over import hand_over
from azukari.core.vault.release import Opened
from azukari.core.vault.trail import record_about
from azukari.policy.disclose import may_include, may_transfer
from azukari.policy.disclosure import Demand, DisclosureGround
from azukari.policy.terms import Verdict

type Clock = Callable[[], datetime]
type Gone = list[tuple[UUID, tuple[Opened, ...]]]
"""Who goes, by the handle under which the recipient knows them, with what is handed over of them."""

NOTHING_HELD = "disclose.nothing-held"


@dataclass(slots=True)
class Batch:
    """What was decided for a few people; ``stop`` is what stands against all of them, from the next one on."""

    going: list[UUID] = field(default_factory=list)
    refused: dict[UUID, Verdict] = field(default_factory=dict)
    stop: Verdict | None = None


def authorize_batch(demand: Demand, transfer: Transfer, people: list[UUID], clock: Clock) -> Batch:
    """Ask about each person, at the moment when it is their turn, until something stops everybody.

    In the caller's transaction: it holds contract and case, so that whoever suspends or closes them waits for this
    turn, and is seen by the next; and then the people, of whom whoever was erased meanwhile is in neither list.
    """
    policy, turn = current().policy, Batch()
    standing = standing_for(transfer, lock=True)
    here = lock_people(people)
    known = subjects(here, demand, case=transfer.case_id, now=clock())
    for person in people:
        if person not in here:
            continue
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


def take(
    transfer: Transfer, demand: Demand, turn: Batch, *, now: datetime, more: Mapping[str, Value] | None = None
) -> Gone:
    """Open what goes and write down each person, in the caller's transaction, which saves ``transfer.position``.

    Args:
        more: what each person's entry says besides the items of the transfer.
    """
    opened = open_for(transfer, demand, turn, now=now, more=more)
    handles, everybody = handles_of(transfer, turn.going), [*turn.going, *turn.refused]
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
        for number, person in enumerate(everybody)
    ]
    TransferPerson.objects.bulk_create(rows)
    transfer.position += len(rows)
    return [(row.handle, opened[person]) for person, row in zip(everybody, rows, strict=True) if person in opened]


def open_for(
    transfer: Transfer, demand: Demand, turn: Batch, *, now: datetime, more: Mapping[str, Value] | None = None
) -> Mapping[UUID, tuple[Opened, ...]]:
    """Open what goes, with an entry on the trail of each who goes and of each who is refused."""
    payload = {**payload_of(transfer), **(more or {})}
    purpose = None if demand.ground is DisclosureGround.LAW else demand.purpose
    opened = hand_over(turn.going, purpose=purpose, categories=demand.categories, payload=payload, now=now)
    refused = [
        Event(TRANSFER_REFUSED, {**payload, "code": verdict.code, "clause": clause_of(verdict)}, person)
        for person, verdict in turn.refused.items()
    ]
    record_about(refused, now=now)
    return opened


def handles_of(transfer: Transfer, people: list[UUID]) -> dict[UUID, UUID]:
    """How this recipient knows those of whom it got something before."""
    before = TransferPerson.objects.filter(transfer__recipient=transfer.recipient_id, person_id__in=people)
    return {p: handle for p, handle in before.order_by("-id").values_list("person_id", "handle") if p is not None}
