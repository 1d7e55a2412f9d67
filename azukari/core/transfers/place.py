"""The place of a walk through people: the last person dealt with, or a place just before somebody who is gone.

A transfer that runs and a look ahead keep it between two turns. It must never be the number of somebody who was erased.
So a turn locks the person at whom it ends: it waits for an erasure that is under way, and a later erasure finds the
place and steps it back. An erasure does not wait for a turn, which might wait for the erasure: it passes over a row
that somebody holds, and the worker steps that back (`step_back_from_the_gone`).
"""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.db import transaction

from azukari.core.people.lock import lock_people
from azukari.core.people.models import Tombstone
from azukari.core.transfers.models import PreviewOrder, Transfer

_WALKS = (Transfer, PreviewOrder)


def place_after(people: Sequence[UUID]) -> UUID:
    """Where a turn ends that dealt with these, in the caller's transaction, which holds the row of the walk."""
    last = people[-1]
    return last if lock_people([last]) else _before(last)


def step_back(people: Collection[UUID]) -> None:
    """No walk stands at one of these from now on, save one whose row another transaction holds."""
    for walk in _WALKS:
        for id in walk._base_manager.filter(cursor__in=people).values_list("id", flat=True):
            _step_back(walk, id, people)


def step_back_from_the_gone() -> int:
    """Step back what stands at somebody who was erased; returns how many walks. For the worker."""
    found = 0
    for walk in _WALKS:
        gone = Tombstone.objects.values("person_id")
        for id, place in walk._base_manager.filter(cursor__in=gone).values_list("id", "cursor"):
            found += place is not None and _step_back(walk, id, [place])
    return found


def _step_back(walk: type[Transfer] | type[PreviewOrder], id: UUID, people: Collection[UUID]) -> bool:
    rows = walk._base_manager.filter(id=id, cursor__in=people)
    with transaction.atomic():
        for row in rows.select_for_update(skip_locked=True).only("id", "cursor"):
            if row.cursor is not None:
                walk._base_manager.filter(id=id).update(cursor=_before(row.cursor))
                return True
    return False


def _before(person: UUID) -> UUID:
    return UUID(int=person.int - 1)
