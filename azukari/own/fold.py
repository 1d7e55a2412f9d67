"""Folding of a trail: several ledger entries that tell of one thing become one step, so that it is told once.

Nothing is left out: whoever corrects a value has seen it, which the step of the correction says; and a person who turns
the pages of their own record has looked once in that visit, however many pages they opened.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from azukari.ledger.reading import Recorded
from azukari.own.events import ADDRESS_PROPOSED, ARCHIVE_TAKEN, SESSION_OPENED
from azukari.policy.terms import OWN_ACCESS
from azukari.vault.events import VALUE_CORRECTED, VALUE_RELEASED
from azukari.vault.reasons import Reason

_CHANGES = frozenset({VALUE_CORRECTED, ADDRESS_PROPOSED})


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened.

    Args:
        entry: what the ledger says of it.
        looked: whether whoever did it opened the value for it, which an entry of its own says.
    """

    entry: Recorded
    looked: bool = False


def fold(entries: Iterable[Recorded]) -> list[Step]:
    """The steps, newest first as the entries are."""
    steps: list[Step] = []
    looked_in_visit = False
    for entry in entries:
        if entry.kind is SESSION_OPENED:
            looked_in_visit = False
        if steps and _looked_for(steps[-1].entry, entry):
            steps[-1] = Step(steps[-1].entry, looked=True)
            continue
        if _is_own_look(entry):
            if looked_in_visit:
                continue
            looked_in_visit = True
        steps.append(Step(entry))
    return steps


def _is_own_look(entry: Recorded) -> bool:
    return entry.kind is VALUE_RELEASED and entry.payload.get("actor") == "person"


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
