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
    condition, spellings = _CONDITIONS[connection.vendor], _spellings(id)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            source = connection.ops.quote_name(table)
            cursor.execute(f"SELECT * FROM {source} LIMIT 0")  # noqa: S608 - a name from the schema
            columns = [column[0] for column in cursor.description]
            quoted = [connection.ops.quote_name(name) for name in columns]
            counts = ", ".join(f"SUM(CASE WHEN {condition.format(name=name)} THEN 1 ELSE 0 END)" for name in quoted)
            cursor.execute(
                f"SELECT {counts} FROM {source}",  # noqa: S608 - names from the schema
                spellings,
            )
            for name, rows in zip(columns, cursor.fetchone(), strict=True):
                if rows:
                    yield Found(table, name, rows)


def _spellings(id: UUID) -> dict[str, str | bytes]:
    """The identifier in every way in which it may be written, as the conditions name them."""
    plain, hyphens = id.hex, str(id)
    text = {"plain": f"%{plain}%", "hyphens": f"%{hyphens}%"}
    if connection.vendor != "sqlite":
        return {**text, "bytes": f"%{plain.encode().hex()}%", "bytes_hyphens": f"%{hyphens.encode().hex()}%"}
    upper = {"upper": plain.upper().encode(), "upper_hyphens": hyphens.upper().encode()}
    return {**text, **upper, "raw": id.bytes, "lower": plain.encode(), "lower_hyphens": hyphens.encode()}


_CONDITIONS = {
    "sqlite": (
        "CASE typeof({name}) WHEN 'text' THEN {name} LIKE %(plain)s OR {name} LIKE %(hyphens)s"
        " WHEN 'blob' THEN instr({name}, %(raw)s) OR instr({name}, %(lower)s) OR instr({name}, %(lower_hyphens)s)"
        " OR instr({name}, %(upper)s) OR instr({name}, %(upper_hyphens)s) END"
    ),
    "postgresql": (
        "{name}::text ILIKE %(plain)s OR {name}::text ILIKE %(hyphens)s"
        " OR {name}::text LIKE %(bytes)s OR {name}::text LIKE %(bytes_hyphens)s"
    ),
}
"""SQLite's LIKE knows no case, and its columns hold any type. PostgreSQL writes bytes as hexadecimal when it turns them
to text.
"""
