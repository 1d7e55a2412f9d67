"""Who has an address that mail for a purpose may go to: asked before anybody is counted as written to.

Nothing is handed out but when the address was given, so nobody's trail has anything to say. Whether they may still be
written to is asked once more when their turn comes (`mail.bulk`).
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from azukari.core.consent.covered import cover
from azukari.core.consent.models import living_of
from azukari.core.policy_versions.current import charters
from azukari.core.vault.suppression import suppressed_owners
from azukari.core.vault.value_row import ValueRow, given_at, newest, opened_by, rows_of
from azukari.policy.terms import Category
from azukari.policy.ways import Way

_EMAIL = frozenset({Category.EMAIL})


def address_given(people: Collection[UUID], *, purpose: str, now: datetime, way: Way) -> Mapping[UUID, datetime]:
    """When each of ``people`` gave the address that ``purpose`` would write to, without those who gave none to it and
    those whose address is suppressed. A fixed number of queries.

    Args:
        way: in which they would be written to; whoever has not agreed to it is not among them.
    """
    covered = cover(living_of(people, purpose, now), purpose, charters=charters(), way=way)
    given: dict[UUID, list[ValueRow]] = defaultdict(list)
    for row in opened_by(covered, rows_of(covered.of_submission, _EMAIL)):
        given[row.person_id].append(row)
    addresses = [address for rows in given.values() if (address := newest(rows))]
    silent = suppressed_owners(addresses)
    return {row.person_id: given_at(row) for row in addresses if row.person_id not in silent}
