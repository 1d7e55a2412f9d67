"""The worker's part: memberships are taken over, or put back, some at each turn. It may die anywhere.

How far it is stands in the row of the history, which moves in the transaction of the batch.
"""

from datetime import datetime
from itertools import batched
from uuid import UUID

from django.db import transaction

from azukari.core.ledger.events import done_by
from azukari.core.ledger.record import record
from azukari.core.policy_versions.current import today
from azukari.core.vault.files import FileGone
from azukari.features.members.events import HISTORY_READ
from azukari.features.members.history.plan import plan_of
from azukari.features.members.history.reading import forget_lines
from azukari.features.members.history.taking import take_over
from azukari.features.members.history.undoing import put_back, taken_over
from azukari.features.members.models import History, HistoryState
from azukari.lib.conflict import InvalidTransition
from azukari.policy.terms import Actor, ActorKind

BATCH = 100
BATCHES = 5
"""At one turn."""


def begin(history: History, *, refused: int, now: datetime) -> None:
    """Take over what was shown.

    Args:
        refused: how many rows stay outside.

    Raises:
        InvalidTransition: it is under way, or over.
    """
    _move(history, HistoryState.LOOKED, HistoryState.RUNNING, moment=now, position=0, refused=refused)


def undo(history: History) -> None:
    """Take back what came of it and nobody has touched since.

    Raises:
        InvalidTransition: it is under way, or taken back already.
    """
    _move(history, HistoryState.DONE, HistoryState.UNDOING, kept=0)


def work(now: datetime) -> int:
    """Go on with the oldest one that somebody asked for; returns how many memberships were dealt with."""
    found = History.objects.filter(state__in=(HistoryState.RUNNING, HistoryState.UNDOING)).order_by("made_at").first()
    if found is None:
        return 0
    return _take(found, now) if found.state == HistoryState.RUNNING else _undo(found, now)


def _take(history: History, now: datetime) -> int:
    try:
        plan = plan_of(history, today=today(now))
    except FileGone:
        History.objects.filter(id=history.id).update(state=HistoryState.DONE)
        return 0
    done, turn = 0, plan.taken[: BATCH * BATCHES]  # those of an earlier turn are decided by now, and left out
    for some in batched(turn, BATCH):
        with transaction.atomic(durable=True):
            here = _hold(history.id, HistoryState.RUNNING)
            if here is None:
                return done
            made = take_over(here, some, actor=_actor(here), moment=here.moment or now, now=now)
            here.members += made.members
            here.terms += made.terms
            here.payments += made.payments
            here.position += len(some)
            here.save(update_fields=["members", "terms", "payments", "position"])
            done += made.members
    if len(turn) == len(plan.taken):
        _finish(history.id, now)
    return done


def _finish(id: UUID, now: datetime) -> None:
    with transaction.atomic(durable=True):
        here = _hold(id, HistoryState.RUNNING)
        if here is None:
            return
        here.state = HistoryState.DONE
        here.save(update_fields=["state"])
        forget_lines(here)
        about = {"form": here.form, "history": here.id, "count": here.members, "refused": here.refused}
        record(done_by(_actor(here), HISTORY_READ, **about), now=now)


def _undo(history: History, now: datetime) -> int:
    ids = taken_over(history, BATCH * BATCHES)
    for some in batched(ids, BATCH):
        with transaction.atomic(durable=True):
            here = _hold(history.id, HistoryState.UNDOING)
            if here is None:
                return 0
            gone = put_back(here, some, actor=_actor(here), now=now)
            here.kept += len(some) - gone
            here.save(update_fields=["kept"])
    if len(ids) < BATCH * BATCHES:
        History.objects.filter(id=history.id, state=HistoryState.UNDOING).update(state=HistoryState.UNDONE)
    return len(ids)


def _hold(id: UUID, state: HistoryState) -> History | None:
    return History.objects.select_for_update().filter(id=id, state=state).first()


def _actor(history: History) -> Actor:
    return Actor(ActorKind.STAFF, f"{history.answers_for}")


def _move(history: History, before: HistoryState, after: HistoryState, **more: object) -> None:
    if not History.objects.filter(id=history.id, state=before).update(state=after, **more):
        raise InvalidTransition("history.not-in-that-state")
