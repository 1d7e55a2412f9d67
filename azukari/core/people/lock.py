"""Row locks on people, and the one lock order of the house: people first, by their id, then whatever is theirs.

Two transactions that take the same rows in different orders wait for each other for ever, and PostgreSQL ends one of
them. Every row about a person refers to the person, and PostgreSQL looks at that row again when the transaction is
committed: who has locked a value and then writes an entry of the trail has taken the value first and the person last.
An erasure does it the other way round. So whoever locks, changes or deletes a row that is there already, and belongs to
a person, locks the person before. Rows that only gather the work on many people (a transfer, a round, an erasure, a
search) come before people: nobody goes from a person to them. SQLite has one writer, and needs none of this.
"""

from collections.abc import Collection
from uuid import UUID

from azukari.core.database.id_set import Ids
from azukari.core.database.statement import Statement, as_id

_LOCK = Statement('SELECT id FROM "people_person" WHERE id {is_one} ORDER BY id{for_update}')


def lock_people(people: Collection[UUID]) -> set[UUID]:
    """Lock these people until the end of the caller's transaction, before anything of theirs is locked or changed.

    Returns:
        those who are (still) there.
    """
    wanted = people if isinstance(people, Ids) else Ids([*people])
    return {as_id(id) for (id,) in _LOCK.rows(wanted)} if wanted else set()
