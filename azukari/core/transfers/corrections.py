"""What is right now goes with the instruction to correct: through the same gate, to who got it before, and no more.

A recipient that was told "this is wrong" and not what is right would have to ask somebody. So the corrected categories
are handed over again, each on the ground on which the recipient got them: judged at this moment, opened in the one
room, with an entry on the person's trail before anything leaves. Where the gate says no, the instruction goes without.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from azukari.core.ledger.events import Event
from azukari.core.ledger.shapes import Value
from azukari.core.transfers.batch import authorize_batch, open_for
from azukari.core.transfers.content import by_category
from azukari.core.transfers.events import TRANSFER_WITHHELD
from azukari.core.transfers.items import payload_of
from azukari.core.transfers.models import Instruction, Moved, Transfer, TransferPerson, What
from azukari.core.vault.trail import record_about
from azukari.policy.disclosure import Demand, DisclosureGround
from azukari.policy.terms import Category

type Values = Mapping[str, Mapping[str, str]]
"""Fields with their texts, by category."""

NOT_TAKEN = "instruction.not-taken"


def current_values(row: Instruction, *, now: datetime) -> Values:
    """What is right now of what ``row`` tells the recipient to correct. Recorded and committed when it returns.

    Returns:
        nothing where nothing was corrected, or none of it may go any more.
    """
    person = row.person_id
    if row.what != What.CORRECT or person is None:
        return {}
    found: dict[str, Mapping[str, str]] = {}
    with transaction.atomic(durable=True):
        missing = {Category(category) for category in row.categories.split()}
        for transfer in _sources(row):
            asked = missing & {Category(category) for category in transfer.categories.split()}
            if asked:
                opened = _opened(row, person, transfer, frozenset(asked), now)
                found |= opened
                missing -= {Category(category) for category in opened}
    return found


def _sources(row: Instruction) -> list[Transfer]:
    """The transfers by which the recipient got data of the person, one of each purpose and ground, newest first."""
    if row.person_id is None:
        return []
    went = TransferPerson.objects.filter(
        person_id=row.person_id, transfer__recipient=row.recipient_id, state=Moved.MOVED
    )
    seen: dict[tuple[str, str, object], Transfer] = {}
    for each in went.select_related("transfer__recipient").order_by("-id"):
        transfer = each.transfer
        seen.setdefault((transfer.purpose, transfer.ground, transfer.case_id), transfer)
    return list(seen.values())


def _opened(row: Instruction, person: UUID, transfer: Transfer, asked: frozenset[Category], now: datetime) -> Values:
    """In the caller's transaction: ask the gate about this person and these categories alone, and open what may go."""
    demand = Demand(transfer.recipient_id, transfer.purpose, asked, DisclosureGround(transfer.ground))
    turn = authorize_batch(demand, transfer, [person], lambda: now)
    if turn.stop is not None:
        turn.refused[person] = turn.stop
    opened = open_for(transfer, demand, turn, now=now, more=_items(row, asked))
    return by_category(opened.get(person, ()))


def take_back(row: Instruction, values: Values, *, now: datetime) -> None:
    """Say on the trail that what was sealed did not leave after all, in the caller's transaction."""
    sources = _sources(row)
    if not values or not sources:
        return
    went = frozenset(Category(category) for category in values)
    payload = {**payload_of(sources[0]), **_items(row, went), "code": NOT_TAKEN}
    record_about([Event(TRANSFER_WITHHELD, payload, row.person_id)], now=now)


def _items(row: Instruction, categories: frozenset[Category]) -> dict[str, Value]:
    return {"instruction": str(row.id), "categories": sorted(categories)}
