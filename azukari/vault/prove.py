"""Proofs for the person: that an entry of the public ledger is about them, which nobody else can tell."""

from uuid import UUID

from azukari.ledger.proof import prove
from azukari.people.models import Trail
from azukari.vault.opening import ledger_openings


class NotTheirs(LookupError):
    """The ledger entry is not about that person, or no longer."""


def prove_to(person: UUID, entry: UUID) -> str:
    """The proof file of an entry about ``person``, with the opening of that one entry.

    Raises:
        NotTheirs: it is about somebody else, or nobody.
        NotIntegrated: it has no place in the tree yet; that takes about a second.
    """
    opening = (
        ledger_openings([entry]).get(entry) if Trail.objects.filter(entry_id=entry, person_id=person).exists() else None
    )
    if opening is None or opening.person != person:
        raise NotTheirs
    return prove(entry, key=opening.key)
