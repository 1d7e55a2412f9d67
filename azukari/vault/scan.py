"""A search of the whole database for one identifier, by a code that knows nothing of how erasing works.

It reads the schema from the database itself, not from our models, and looks into every column of every table: as a
UUID, as text with and without hyphens, inside JSON, and as raw bytes. What it still finds after an erasure must be
accounted for.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

ALLOWED = frozenset({("people_tombstone", "person_id"), ("vault_erasure", "person_id")})
"""Where the identifier of an erased person stays: nothing hangs on it there."""


@dataclass(frozen=True, slots=True)
class Found:
    """So many rows of a column hold the identifier."""

    table: str
    column: str
    rows: int


def scan(id: UUID) -> list[Found]:
    """Every place of the database where the identifier stands, in the order of table and column."""
    return sorted(_found(id), key=lambda found: (found.table, found.column))


def remains(id: UUID) -> list[Found]:
    """As `scan`, without the places where an erased person's identifier may stay. Empty after a complete erasure."""
    return [found for found in scan(id) if (found.table, found.column) not in ALLOWED]


def _found(id: UUID) -> Iterator[Found]:
    condition = _CONDITIONS[connection.vendor]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
            quoted = [connection.ops.quote_name(name) for name in columns]
            counts = ", ".join(f"SUM(CASE WHEN {condition.format(name=name)} THEN 1 ELSE 0 END)" for name in quoted)
            source = connection.ops.quote_name(table)
            cursor.execute(
                f"SELECT {counts} FROM {source}",  # noqa: S608 - names from the schema
                {"plain": id.hex, "hyphens": str(id)},
            )
            for name, rows in zip(columns, cursor.fetchone(), strict=True):
                if rows:
                    yield Found(table, name, rows)


_CONDITIONS = {
    "sqlite": (
        "instr(lower(CAST({name} AS TEXT)), %(plain)s) OR instr(lower(CAST({name} AS TEXT)), %(hyphens)s)"
        " OR (typeof({name}) = 'blob' AND instr(lower(hex({name})), %(plain)s))"
    ),
    "postgresql": (
        "position(%(plain)s IN lower({name}::text)) > 0 OR position(%(hyphens)s IN lower({name}::text)) > 0"
    ),
}
"""PostgreSQL writes bytes as hexadecimal when it turns them to text; SQLite has to be asked."""
