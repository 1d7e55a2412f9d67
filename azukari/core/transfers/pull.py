"""A recipient fetches an approved transfer itself, a page at a time, over TLS, with a token of its own.

A page is a turn like those of the other channels: everything and everybody in it is asked about at that moment, and
each entry is written in the same transaction, before the page leaves. Asking for the next page says that the last one
arrived; until then it can be asked for again, and whoever may not go any more is left out of it. When something stops
the transfer within a page, nothing of that page leaves.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from azukari.both_languages import BothLanguages
from azukari.core.ledger.shapes import Value
from azukari.core.policy_versions.current import current
from azukari.core.transfers.against import against_the_whole
from azukari.core.transfers.batch import Batch, Clock, authorize_batch, handles_of, open_for, take
from azukari.core.transfers.disclose import BATCH, wish_of
from azukari.core.transfers.finish import complete, stop, stop_empty
from azukari.core.transfers.items import demand_in
from azukari.core.transfers.models import Channel, Transfer, TransferState
from azukari.core.transfers.place import place_after
from azukari.core.transfers.refusal import refuse
from azukari.core.transfers.standing import contract_of
from azukari.core.transfers.subjects import candidates
from azukari.core.transfers.tokens import Bearer
from azukari.core.vault.release import Opened
from azukari.lib.conflict import InvalidTransition
from azukari.policy.disclose_words import told
from azukari.policy.disclosure import ContractState
from azukari.policy.terms import Answer, Policy, Text, Verdict

WAITING = (TransferState.APPROVED, TransferState.RUNNING)
_SHOWN = (*WAITING, TransferState.DELIVERED, TransferState.STOPPED)


@dataclass(frozen=True, slots=True)
class PulledPage:
    """What one answer hands over.

    Args:
        number: from 1; the ``after`` of the next. The one that says ``end`` has nobody, and no number of its own.
        people: by handle.
    """

    transfer: Transfer
    number: int
    people: Sequence[tuple[UUID, Sequence[Opened]]] = ()
    end: bool = False


def waiting_for(bearer: Bearer) -> list[Transfer]:
    """What was approved for the recipient to fetch, and is not done, the oldest first. Nobody is named in it."""
    rows = Transfer.objects.filter(recipient_id=bearer.token.recipient_id, channel=Channel.API, state__in=WAITING)
    return list(rows.order_by("approved_at", "id"))


def pull(id: UUID, *, after: int, bearer: Bearer, clock: Clock) -> PulledPage:
    """Hand out the page that follows page ``after``; 0 for the first.

    Args:
        clock: asked before each person.

    Raises:
        Transfer.DoesNotExist: none with that id was approved for this recipient to fetch.
        Refused: the gate says no by now. Recorded and committed first, and the transfer is stopped.
        InvalidTransition: it was stopped before, or ``after`` is not where the recipient can be.
    """
    _ask_first(id, bearer, clock())
    with transaction.atomic(durable=True):
        transfer = _find(id, bearer, lock=True)
        _fits(transfer, after)
        if transfer.state == TransferState.DELIVERED:
            return PulledPage(transfer, after, end=True)
        if after < transfer.part:
            page, against = _again(transfer, bearer, clock)
        else:
            page, against = _next(transfer, bearer, clock)
        if against is not None:
            stop(transfer, against, now=clock())
    if against is not None:
        refuse(against, wish=wish_of(transfer), actor=bearer.actor, now=clock())
    return page


def _ask_first(id: UUID, bearer: Bearer, now: datetime) -> None:
    """Ask about the whole, and about the token, before anybody is looked up.

    Raises:
        Refused: recorded and committed first.
    """
    transfer = _find(id, bearer)
    if transfer.state == TransferState.DELIVERED:
        return
    verdict = against_the_whole(transfer, now, lock=False)
    verdict = _of_token(current().policy, transfer, bearer) if verdict is None else verdict
    if verdict is None:
        return
    with transaction.atomic(durable=True):
        row = _find(id, bearer, lock=True)
        if row.state in WAITING and verdict.code != _ANOTHER:  # another token may still fetch it
            stop(row, verdict, now=now)
    refuse(verdict, wish=wish_of(transfer), actor=bearer.actor, now=now)


def _of_token(policy: Policy, transfer: Transfer, bearer: Bearer) -> Verdict | None:
    """A contractor's token opens what goes under its own contract, while that is the one that counts."""
    own = bearer.token.contract
    if own is None and transfer.contract_id is None:
        return None
    counts = contract_of(transfer.recipient_id)
    alive = own is not None and counts is not None and own.id == counts.id and counts.state != ContractState.ENDED
    if alive and own is not None and transfer.contract_id in (None, own.id):
        return None
    clause = f"recipients.{transfer.recipient_id}.contract"
    return told(policy, Answer.NO, _ANOTHER, clause, recipient=dict(transfer.recipient.name))


def _find(id: UUID, bearer: Bearer, *, lock: bool = False) -> Transfer:
    rows = Transfer.objects.filter(recipient_id=bearer.token.recipient_id, channel=Channel.API, state__in=_SHOWN)
    return (rows.select_for_update() if lock else rows.select_related("recipient")).get(id=id)


def _fits(transfer: Transfer, after: int) -> None:
    """Whether the recipient can be after that page."""
    if transfer.state == TransferState.STOPPED:
        raise InvalidTransition("transfer.stopped", _STOPPED)
    again = transfer.state != TransferState.DELIVERED and transfer.part and after == transfer.part - 1
    if after != transfer.part and not again:
        raise InvalidTransition("transfer.page", _PAGE)


def _next(transfer: Transfer, bearer: Bearer, clock: Clock) -> tuple[PulledPage, Verdict | None]:
    """The people who follow, in the caller's transaction; when nobody does, it is delivered."""
    if transfer.approved_at is None:
        raise InvalidTransition("transfer.page", _PAGE)
    demand = demand_in(transfer)
    people = candidates(demand, case=transfer.case_id, until=transfer.approved_at, after=transfer.cursor, most=BATCH)
    if not people:
        now, transfer.fetched_by = clock(), f"recipient:{bearer.token.recipient_id}"
        if transfer.moved.exists():
            complete(transfer, now)
        else:
            stop_empty(transfer, now)
        return PulledPage(transfer, transfer.part, end=True), None
    turn = authorize_batch(demand, transfer, people, clock)
    if turn.stop is not None:
        return PulledPage(transfer, transfer.part), turn.stop
    gone = take(transfer, demand, turn, now=clock(), more=_by(bearer))
    transfer.cursor, transfer.state, transfer.part = place_after(people), TransferState.RUNNING, transfer.part + 1
    transfer.save(update_fields=["cursor", "state", "part", "position"])
    return PulledPage(transfer, transfer.part, gone), None


def _again(transfer: Transfer, bearer: Bearer, clock: Clock) -> tuple[PulledPage, Verdict | None]:
    """The last page once more, whose answer was lost on its way. What leaves is opened and recorded anew."""
    rows = transfer.moved.filter(part=transfer.part - 1)
    people = [p for p in rows.order_by("position").values_list("person_id", flat=True) if p is not None]
    demand = demand_in(transfer)
    turn = authorize_batch(demand, transfer, people, clock) if people else Batch()
    if turn.stop is not None:
        return PulledPage(transfer, transfer.part), turn.stop
    opened = open_for(transfer, demand, turn, now=clock(), more=_by(bearer))
    handles = handles_of(transfer, turn.going)
    return PulledPage(transfer, transfer.part, [(handles[p], opened[p]) for p in turn.going if p in opened]), None


def _by(bearer: Bearer) -> dict[str, Value]:
    return {"token": str(bearer.token.id)}


_ANOTHER = "disclose.token-of-another-contract"
_STOPPED: Text = BothLanguages(
    "This transfer was stopped, and the rest is not handed over. Ask the organisation for a new one if it is needed."
)
_PAGE: Text = BothLanguages(
    "This is not the next page of this transfer. Send as “after” the number of the last page that arrived, 0 at first."
)
