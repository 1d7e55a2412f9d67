"""Who has an address that mail for a purpose may go to: asked before anybody is counted as written to.

Nothing is handed out but when the address was given, so nobody's trail has anything to say. Whether they may still be
written to is asked once more when their turn comes (`mail.bulk`).
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from azukari.charter.current import charters
from azukari.consent.covered import cover
from azukari.consent.models import living_of
from azukari.policy.terms import Category
from azukari.vault.cipher import open_value
from azukari.vault.keys import data_keys
from azukari.vault.models import Suppression
from azukari.vault.suppression import suppressed
from azukari.vault.value_row import ValueRow, given_at, opened_by, rows_of

_EMAIL = frozenset({Category.EMAIL})


def address_given(people: Collection[UUID], *, purpose: str, now: datetime) -> Mapping[UUID, datetime]:
    """When each of ``people`` gave the address that ``purpose`` would write to, without those who gave none to it and
    those whose address is suppressed. A fixed number of queries.
    """
    covered = cover(living_of(people, purpose, now), purpose, charters=charters())
    newest: dict[UUID, ValueRow] = {}
    for row in sorted(opened_by(covered, rows_of(covered.of_submission, _EMAIL)), key=given_at):
        newest[row.person_id] = row
    silent = _suppressed(newest)
    return {person: given_at(row) for person, row in newest.items() if person not in silent}


def _suppressed(newest: Mapping[UUID, ValueRow]) -> frozenset[UUID]:
    if not Suppression.objects.exists():
        return frozenset()
    keys = data_keys([*newest])
    found = {
        person: open_value(row.sealed, key=keys[person], place=row.place)
        for person, row in newest.items()
        if person in keys  # else erased at this very moment
    }
    silent = suppressed({*found.values()})
    return frozenset(person for person, address in found.items() if address in silent)
