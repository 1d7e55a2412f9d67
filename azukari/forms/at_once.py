"""Submissions that count at once, since there is nobody to ask back: written as accepted, in one transaction, which all
share who come at one time (`database.combining`). What they say is at hand, so nothing is opened again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from azukari.charter.current import Current, while_it_rules
from azukari.database.combining import Combined
from azukari.database.commit import insist
from azukari.database.rows import Rows, insert_all, merged
from azukari.database.turns import in_turn
from azukari.forms.kinds import TakenIn, of
from azukari.vault.index import add_to_index
from azukari.vault.unindexed import UNINDEXED, unindexed


@dataclass(frozen=True, slots=True)
class Counting:
    """One that is written; ``rows`` is all that is written of it whatever its kind."""

    rows: Rows
    charter: Current
    taken: TakenIn
    now: datetime

    @property
    def is_found(self) -> bool:
        """Whether something of it can be looked for."""
        return any(value.category in UNINDEXED for value in self.taken.answers.values)


def write_counting(counting: Sequence[Counting]) -> None:
    """Write them in the caller's transaction, in as many statements as one takes."""
    now = max(one.now for one in counting)
    insert_all(merged(one.rows for one in counting))
    if found := [one.taken.submission for one in counting if one.is_found]:
        add_to_index(unindexed([one.id for one in found], {one.person_id for one in found}), now=now)
    for kind in {one.taken.submission.kind for one in counting}:
        of(kind).take_in([one.taken for one in counting if one.taken.submission.kind == kind], now)


def _write(counting: Sequence[Counting]) -> Sequence[None]:
    with in_turn():
        insist({while_it_rules(one.charter) for one in counting})
        write_counting(counting)
    return [None] * len(counting)


accepted_at_once = Combined(_write)
"""Write one that counts.

Raises:
    PreconditionFailed: its charter does not rule any more; nothing was written.
"""
