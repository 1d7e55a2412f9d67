"""A search of the database for identifiers, by a code that knows nothing of how erasing works.

It reads the schema from the database itself, not from our models. There are two ways to look. `scan` reads every column
of every table: whatever was written is found, as a UUID, as text with and without hyphens, inside JSON, as raw bytes;
it takes as long as the database is large, however many are sought, so many are sought at once. `look_up` asks every
index for one: that takes milliseconds among a million people, and sees each column by which a row can be found. What
they still find after an erasure must be accounted for.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import batched
from typing import Any
from uuid import UUID

from django.db import connection

from azukari.core.vault.scan_read import read

ALLOWED = frozenset(
    {
        ("people_tombstone", "person_id"),
        ("people_removal", "person_id"),
        ("people_removal", "about"),
        ("vault_erasure", "person_id"),
    }
)
"""Where the identifier of an erased person stays: nothing hangs on it there."""


@dataclass(frozen=True, slots=True)
class Found:
    """So many rows of a column hold the identifier."""

    table: str
    column: str
    rows: int


def scan(id: UUID) -> list[Found]:
    """Every place of the database where the identifier stands, in the order of table and column."""
    return scan_all([id]).get(id, [])


def scan_all(ids: Collection[UUID]) -> Mapping[UUID, list[Found]]:
    """Of each of these identifiers that stands anywhere, every place; in one reading of the database."""
    return {id: _sorted(Found(*place, rows) for place, rows in places.items()) for id, places in read(ids).items()}


def remains(id: UUID) -> list[Found]:
    """As `scan`, without the places where an erased person's identifier may stay. Empty after a complete erasure."""
    return _not_allowed(scan(id))


def all_remains(ids: Collection[UUID]) -> Mapping[UUID, list[Found]]:
    """As `remains` for many, without those of whom nothing remains."""
    left = {id: _not_allowed(places) for id, places in scan_all(ids).items()}
    return {id: places for id, places in left.items() if places}


def remains_by_index(id: UUID) -> list[Found]:
    """As `remains`, by `look_up`."""
    return _not_allowed(look_up(id))


def look_up(id: UUID) -> list[Found]:
    """Every indexed column in which the identifier stands by itself, in the order of table and column."""
    spelled: list[Any] = [id.hex, str(id)]  # PostgreSQL takes either for a UUID, where the column is one
    with connection.cursor() as cursor:
        cursor.execute(_SCHEMA[connection.vendor])
        found: list[Found] = []
        for places, question in _questions(connection.vendor, cursor.fetchone()[0]):
            cursor.execute(question, spelled * len(places))
            found += (Found(*place, rows) for place, rows in zip(places, cursor.fetchone(), strict=True) if rows)
    return _sorted(iter(found))


@lru_cache(maxsize=1)
def _questions(vendor: str, schema: str) -> Sequence[tuple[Sequence[tuple[str, str]], str]]:
    """The indexed columns, some at a time, with what is asked about them.

    Args:
        schema: what the database says of itself today; it is read again when that has changed.
    """
    del schema
    with connection.cursor() as cursor:
        cursor.execute(INDEXED[vendor])
        columns = [(table, column) for table, column in cursor.fetchall()]
    quoted = connection.ops.quote_name
    return [
        (some, "SELECT " + ", ".join(_QUESTION.format(*map(quoted, place)) for place in some))
        for some in batched(columns, _AT_ONCE)
    ]


def _not_allowed(places: Sequence[Found]) -> list[Found]:
    return [found for found in places if (found.table, found.column) not in ALLOWED]


def _sorted(places: Iterator[Found]) -> list[Found]:
    return sorted(places, key=lambda found: (found.table, found.column))


_AT_ONCE = 100  # columns in one statement
_QUESTION = "(SELECT COUNT(*) FROM {0} WHERE {1} IN (%s, %s))"
INDEXED: Mapping[str, str] = {
    "sqlite": (
        "SELECT DISTINCT t.name, i.name FROM pragma_table_list t JOIN pragma_index_list(t.name) l"
        " JOIN pragma_index_info(l.name) i JOIN pragma_table_info(t.name) c ON c.name = i.name"
        " WHERE t.schema = 'main' AND t.type = 'table' AND NOT l.partial AND i.seqno = 0"
        " AND (c.type LIKE '%char%' OR c.type LIKE '%text%')"
    ),
    "postgresql": (
        "SELECT DISTINCT c.relname, a.attname FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid"
        " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0] JOIN pg_type t ON t.oid = a.atttypid"
        " WHERE c.relnamespace = current_schema()::regnamespace AND i.indpred IS NULL"
        " AND t.typname IN ('uuid', 'text', 'varchar', 'bpchar')"
    ),
}
"""The columns that an index over all rows begins with, and whose type can hold an identifier."""
_SCHEMA: Mapping[str, str] = {
    "sqlite": "SELECT group_concat(sql, ';') FROM sqlite_schema",  # read sooner than its indexes are
    "postgresql": f"SELECT string_agg(place::text, ';' ORDER BY place::text) FROM ({INDEXED['postgresql']}) place",  # noqa: S608 - no value from outside
}
"""What the indexed columns follow from, as the database itself has it."""
