"""Folding of a trail: several ledger entries that tell of one thing become one step, so that it is told once.

Nothing is left out: whoever corrects a value has seen it, which the step of the correction says; and a person who turns
the pages of their own record has looked once in that visit, however many pages they opened. Of a member of staff who
works with a list or a record, page after page of it is one step, with how many there were.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from azukari.core.ledger.reading import Recorded
from azukari.core.vault.events import VALUE_CORRECTED, VALUE_REFUSED, VALUE_RELEASED
from azukari.core.vault.reasons import Method, Reason
from azukari.policy.terms import OWN_ACCESS
from azukari.shells.self_service.events import ADDRESS_PROPOSED, ARCHIVE_TAKEN, SESSION_OPENED

TOGETHER = {Method.LIST: timedelta(days=7), Method.SEARCH: timedelta(days=7), Method.WORK: timedelta(days=1)}
"""What somebody was shown again and again while they worked is one step, within so long."""

_CHANGES = frozenset({VALUE_CORRECTED, ADDRESS_PROPOSED})


@dataclass(frozen=True, slots=True)
class FoldedEvent:
    """One thing that happened.

    Args:
        entry: what the ledger says of it.
        looked: whether whoever did it opened the value for it, which an entry of its own says.
        times: how many entries it stands for, where pages of one work were shown again and again; the newest is told.
    """

    entry: Recorded
    looked: bool = False
    times: int = 1


def fold(entries: Iterable[Recorded]) -> list[FoldedEvent]:
    """The steps, newest first as the entries are."""
    steps: list[FoldedEvent] = []
    looked_in_visit = False
    working: dict[_Work, int] = {}
    for entry in entries:
        if entry.kind is SESSION_OPENED:
            looked_in_visit = False
        if steps and _looked_for(steps[-1].entry, entry):
            steps[-1] = FoldedEvent(steps[-1].entry, looked=True)
            continue
        if (work := _work(entry)) is not None:
            newest = working.get(work)
            if newest is not None and steps[newest].entry.at - entry.at < TOGETHER[Method(entry.payload["method"])]:
                steps[newest] = replace(steps[newest], times=steps[newest].times + 1)
                continue
            working[work] = len(steps)
        if entry.kind is VALUE_RELEASED and entry.payload.get("actor") == "person":
            if looked_in_visit:
                continue
            looked_in_visit = True
        steps.append(FoldedEvent(entry))
    return steps


type _Work = tuple[object, ...]


def _work(entry: Recorded) -> _Work | None:
    """What page after page of one work has in common; None for a look of its own."""
    told = entry.payload
    if entry.kind not in (VALUE_RELEASED, VALUE_REFUSED) or told.get("method") not in TOGETHER:
        return None
    kinds = tuple(told.get("categories") or ())
    same = (told.get(key) for key in ("actor", "purpose", "reason", "submission", "code"))
    return (entry.kind.name, Method(told["method"]), kinds, *same)


def _looked_for(done: Recorded, look: Recorded) -> bool:
    """Whether ``look``, which came right before, was part of what was ``done``: to correct this very value, or to hand
    everything over.
    """
    if look.kind is not VALUE_RELEASED:
        return False
    if done.kind is ARCHIVE_TAKEN:
        return look.payload.get("reason") == Reason.OWN and look.payload.get("purpose") == OWN_ACCESS
    same = all(done.payload.get(key) == look.payload.get(key) for key in ("actor", "token", "purpose", "categories"))
    return done.kind in _CHANGES and same and look.payload.get("reason") == Reason.CHECK
