"""Submissions that count at once, since there is nobody to ask back: written as accepted, in one transaction, which all
share who come at one time (`database.combining`). What they say is at hand, so nothing is opened again.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from azukari.core.database.combining import Combined
from azukari.core.database.commit import insist
from azukari.core.database.group_commit import write, write_later
from azukari.core.database.precondition import Precondition
from azukari.core.database.rows import Rows, insert_all, merged
from azukari.core.database.turns import in_turn
from azukari.core.forms.kinds import TakenIn, of
from azukari.core.policy_versions.current import Current, while_it_rules
from azukari.core.vault.index import add_to_index
from azukari.core.vault.unindexed import UNINDEXED, unindexed
from azukari.lib.deferral import Deferral


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


_combined = Combined(_write)


def accepted_at_once(counting: Counting, later: Deferral | None = None) -> None:
    """Write one that counts: by one statement with whatever else is written at this time, where all of it is rows; then
    it may be left to ``later``.

    Raises:
        PreconditionFailed: its charter does not rule any more, or it was judged by what is not so any more; nothing was
            written.
        Outdated: the latter; nothing was written.
    """
    more = None if counting.is_found else of(counting.taken.submission.kind).as_rows(counting.taken, counting.now)
    if more is None:
        _combined(counting)
        return
    write_or_leave({**counting.rows, **more.rows}, [while_it_rules(counting.charter), more.provided], later)


def write_or_leave(rows: Rows, provided: Collection[Precondition], later: Deferral | None) -> None:
    """Write them, or leave them to be written, where an answer can wait for that.

    Raises:
        PreconditionFailed: something is not true; nothing was written.
    """
    if later and later.is_open:
        later.leave(partial(write_later, rows, provided=provided))
    else:
        write(rows, provided=provided)
