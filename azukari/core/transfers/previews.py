"""A look ahead that a page can wait for, or that the worker finishes: who would be in a transfer and who would not.

The look begins at once, and most are done before anybody notices. One at very many people goes on in the worker, a lot
at a time; between two lots nothing is held, so it can be broken off anywhere and taken up again.
"""

import time
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from azukari.core.ledger.events import actor_reference
from azukari.core.policy_versions.current import current
from azukari.core.transfers.disclose import DisclosureTally, Preview, Wish, demand_of, propose_seen, wish_of
from azukari.core.transfers.items import demand_in
from azukari.core.transfers.models import PreviewOrder, Transfer
from azukari.core.transfers.place import place_after
from azukari.core.transfers.standing import may_go
from azukari.core.transfers.subjects import candidates, count_candidates
from azukari.policy.disclosure import Demand
from azukari.policy.terms import Actor, Answer, Verdict

IN_PLACE = 2.0
"""Seconds that a page may take for it; what is left then is the worker's."""

AT_A_TIME = 2.0
"""Seconds that the worker gives to it before it looks after other work."""

KEPT = timedelta(days=1)
_LOT = 5_000


def look(wish: Wish, *, actor: Actor, now: datetime) -> PreviewOrder | Verdict:
    """Begin to look at whom ``wish`` would concern; what a moment does not suffice for, the worker goes on with.

    Returns:
        how far it came; or the answer of the gate, where it says no to the whole.
    """
    demand = demand_of(current().policy, wish)
    if isinstance(demand, Verdict):
        return demand
    verdict = may_go(demand, case=wish.case, now=now)
    if not verdict:
        return verdict
    row = PreviewOrder.objects.create(
        recipient_id=wish.recipient,
        purpose=wish.purpose,
        categories=" ".join(sorted(wish.categories)),
        ground=demand.ground.value,
        case_id=wish.case,
        asked_by=actor_reference(actor),
        asked_at=now,
        total=count_candidates(demand, case=wish.case, until=now),
    )
    return go_on(row.id, seconds=IN_PLACE, now=now)


def go_on(id: UUID, *, seconds: float, now: datetime) -> PreviewOrder:
    """Look at more people, until all have been looked at or the time is over.

    Raises:
        PreviewOrder.DoesNotExist: it has been used, or forgotten.
    """
    until = time.monotonic() + seconds
    row = PreviewOrder.objects.get(id=id)
    demand = demand_in(row)
    while row.finished_at is None and time.monotonic() < until:
        if not _lot(row, demand, now):  # somebody else is at it
            break
    return row


def _lot(row: PreviewOrder, demand: Demand, now: datetime) -> bool:
    people = candidates(demand, case=row.case_id, until=row.asked_at, after=row.cursor, most=_LOT)
    tally = DisclosureTally(row.people, dict(row.left_out))
    tally.judge(current().policy, demand, people, case=row.case_id, now=now)
    before, row.judged = row.judged, row.judged + len(people)
    row.people, row.left_out = tally.people, tally.left_out
    row.answers = {code: dict(verdict.sentence) for code, verdict in tally.answers.items()} | row.answers
    row.finished_at = now if len(people) < _LOT else None
    with transaction.atomic():
        mine = PreviewOrder.objects.select_for_update().filter(id=row.id, judged=before, finished_at__isnull=True)
        if mine.first() is None:
            return False
        row.cursor = place_after(people) if row.finished_at is None else None  # once finished, it has none
        row.save(update_fields=["judged", "people", "left_out", "answers", "cursor", "finished_at"])
    return True


def run_due(now: datetime) -> int:
    """Go on with each open look a little, the oldest first; returns how many there were. For the worker."""
    waiting = list(
        PreviewOrder.objects.filter(finished_at__isnull=True).order_by("asked_at").values_list("id", flat=True)
    )
    for id in waiting:
        go_on(id, seconds=AT_A_TIME / len(waiting), now=now)
    return len(waiting)


def forget(now: datetime) -> int:
    """Delete looks of yesterday and before; returns how many."""
    return PreviewOrder.objects.filter(asked_at__lt=now - KEPT).delete()[0]


def propose_looked(row: PreviewOrder, *, actor: Actor, now: datetime) -> Transfer:
    """Ask for the transfer that was looked at. The look is used up, so that a second click asks for nothing.

    Raises:
        Refused: the gate says no by now. Recorded and committed first.
        InvalidTransition: the recipient cannot be reached as the register has it, or nobody would be in the transfer.
    """
    transfer = propose_seen(wish_of(row), result_of(row, now=now), actor=actor, now=now)
    PreviewOrder.objects.filter(id=row.id).delete()
    return transfer


def result_of(row: PreviewOrder, *, now: datetime) -> Preview:
    """What was seen, with what the gate says about the whole by now."""
    verdict = may_go(demand_in(row), case=row.case_id, now=now)
    answers = {code: Verdict(Answer.NO, code, "", sentence) for code, sentence in row.answers.items()}
    return Preview(verdict, row.people, dict(row.left_out), answers)
