"""Dry run of a sweep: what it would erase is found out by running it in a transaction that is rolled back."""

from collections.abc import Callable, Iterator
from datetime import datetime

from django.db import transaction

from azukari.lib.sweep import Going, Sweep


def by_trying(name: str, run: Callable[[datetime], int], *, holder: str, what: str, clause: str) -> Sweep:
    """A sweep that finds out what is due by letting it run and taking it back: the answer cannot differ from the deed.

    Args:
        name: short and stable.
        run: lets go of what is due; returns how many.
        holder: the package that keeps it.
        what: the sort, as a slug.
        clause: where the time for which it is kept stands, in the policy or in the program.
    """

    def due(as_of: datetime) -> Iterator[Going]:
        with transaction.atomic():
            count = run(as_of)
            transaction.set_rollback(True)
        yield Going(holder, what, "", clause, count)

    return Sweep(name, due, run)
