"""Proofs for the person: that an entry of the public ledger is about them, which nobody else can tell."""

from collections.abc import Sequence
from itertools import batched
from uuid import UUID

from azukari.core.ledger.proof import prove, prove_all
from azukari.core.vault.opening import ledger_openings

_AT_ONCE = 100


class NotTheirs(LookupError):
    """The ledger entry is not about that person, or no longer."""


def prove_to(person: UUID, entry: UUID) -> str:
    """The proof file of an entry about ``person``, with the opening of that one entry.

    Raises:
        NotTheirs: it is about somebody else, or nobody.
        NotIntegrated: it is not shown yet (`ledger.publish`).
    """
    keys = _keys(person, [entry])
    if not keys:
        raise NotTheirs
    return prove(entry, key=keys[entry])


def prove_all_to(person: UUID, entries: Sequence[UUID]) -> dict[UUID, str]:
    """The proof files of many entries; those that are not about ``person`` or have no place yet are left out. Some
    queries for each hundred.
    """
    found: dict[UUID, str] = {}
    for some in batched(entries, _AT_ONCE):
        found |= prove_all(_keys(person, some))
    return found


def _keys(person: UUID, entries: Sequence[UUID]) -> dict[UUID, bytes | None]:
    """The ledger keys of those entries that are about ``person``."""
    return {id: opening.key for id, opening in ledger_openings(entries).items() if opening.person == person}
