"""One reading of the whole database, from end to end, for many identifiers at once.

What no identifier fits into (numbers, times, short words) the database leaves out; a column that holds one by itself
it compares with a list; everything else, long text and bytes, comes here and goes through a sieve. No index is asked.

Nobody waits for it. On SQLite each statement reads some thousand rows and lets go, so that the log can be emptied
meanwhile. PostgreSQL reads one table at a time.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from azukari.lib.uuid_matcher import UuidMatcher

type Place = tuple[str, str]
"""A table and a column of it."""

type Places = Mapping[Place, int]
"""In how many rows of each place something stands."""

_WINDOW = 20_000  # rows that one statement on SQLite may read
_FETCHED = 2_000  # rows that are held here at a time
_BETWEEN = "\0"


def read(ids: Collection[UUID]) -> Mapping[UUID, Places]:
    """Where each of ``ids`` stands, of those that stand anywhere."""
    found: defaultdict[UUID, Counter[Place]] = defaultdict(Counter)
    if ids:
        sieve = UuidMatcher(ids)
        for table, columns, rows in _READERS[connection.vendor](ids):
            for column, values in zip(columns, zip(*rows, strict=True), strict=True):
                for id, count in _counted(values, sieve).items():
                    found[id][table, column] += count
    return found


def _counted(values: Sequence[Any], sieve: UuidMatcher) -> Counter[UUID]:
    """In how many of these values each identifier stands. They go through together first, since hardly any has one."""
    texts = [value for value in values if isinstance(value, str)]
    binary = [bytes(value) for value in values if isinstance(value, bytes | memoryview)]
    found: Counter[UUID] = Counter()
    if sieve.in_text(_BETWEEN.join(texts)):
        found.update(id for text in texts for id in sieve.in_text(text))
    if sieve.in_bytes(_BETWEEN.encode().join(binary)):
        found.update(id for content in binary for id in sieve.in_bytes(content))
    return found


type Lot = tuple[str, Sequence[str], Sequence[Sequence[Any]]]
"""A table, columns of it, and some rows of these columns: what may hold an identifier, and None for the rest."""


def _lots(cursor: Any, table: str, columns: Sequence[str]) -> Iterator[Lot]:
    while rows := cursor.fetchmany(_FETCHED):
        yield table, columns, rows


# SQLite, where every column may hold anything

_ON_SQLITE = (
    "(typeof({0}) = 'blob' AND length({0}) >= 16 OR typeof({0}) = 'text' AND (length({0}) > 32"
    " OR length({0}) = 32 AND {0} COLLATE NOCASE IN (SELECT id FROM temp.sought)))"
)


def _from_sqlite(ids: Collection[UUID]) -> Iterator[Lot]:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE sought (id TEXT PRIMARY KEY COLLATE NOCASE) WITHOUT ROWID")
        try:
            cursor.executemany("INSERT OR IGNORE INTO temp.sought VALUES (%s)", [(id.hex,) for id in ids])
            cursor.execute("SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")
            for table, whole in cursor.fetchall():
                yield from _sqlite_table(cursor, table, whole=bool(whole))
        finally:
            cursor.execute("DROP TABLE temp.sought")


def _sqlite_table(cursor: Any, table: str, *, whole: bool) -> Iterator[Lot]:
    """
    Args:
        whole: whether its rows have no numbers, by which they could be read some at a time.
    """
    source = connection.ops.quote_name(table)
    cursor.execute(f"SELECT * FROM {source} LIMIT 0")  # noqa: S608 - a name from the schema
    columns = [column[0] for column in cursor.description]
    quoted = [connection.ops.quote_name(name) for name in columns]
    wanted = ", ".join(f"CASE WHEN {_ON_SQLITE.format(name)} THEN {name} END" for name in quoted)
    some = " OR ".join(_ON_SQLITE.format(name) for name in quoted)
    statement = f"SELECT {wanted} FROM {source} WHERE ({some})"  # noqa: S608 - names from the schema
    if whole:
        cursor.execute(statement)
        yield from _lots(cursor, table, columns)
        return
    cursor.execute(f"SELECT min(rowid), max(rowid) FROM {source}")  # noqa: S608 - a name from the schema
    first, last = cursor.fetchone()
    for start in range(first or 0, (last or -1) + 1, _WINDOW):
        cursor.execute(f"{statement} AND rowid BETWEEN %s AND %s", [start, start + _WINDOW - 1])
        yield from _lots(cursor, table, columns)


# PostgreSQL, where a column's type says what it may hold

_NOTHING = ["bool", "int2", "int4", "int8", "oid", "float4", "float8", "date", "timestamp", "timestamptz", "interval"]
_BY_TYPE = {"uuid": "CASE WHEN {0} = ANY(%(ids)s) THEN {0}::text END", "bytea": "{0}"}
_AS_TEXT = "CASE WHEN length({0}::text) >= 32 THEN {0}::text END"
_TYPES = (
    "SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum), array_agg(t.typname::text ORDER BY a.attnum)"
    " FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid JOIN pg_type t ON t.oid = a.atttypid"
    " WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = current_schema()::regnamespace"
    " AND a.attnum > 0 AND NOT a.attisdropped AND t.typname <> ALL(%s) GROUP BY c.relname"
)
_NO_INDEX = "SELECT " + ", ".join(
    f"set_config('enable_{way}', 'off', true)" for way in ("indexscan", "indexonlyscan", "bitmapscan")
)


def _from_postgresql(ids: Collection[UUID]) -> Iterator[Lot]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_NO_INDEX)
        cursor.execute(_TYPES, [_NOTHING])
        tables = cursor.fetchall()
        filled = _filled(cursor, [table for table, _, _ in tables])
    for table, columns, types in tables:
        if table in filled:
            yield from _postgresql_table(table, columns, types, ids)


def _filled(cursor: Any, tables: Sequence[str]) -> Collection[str]:
    """Those of the tables that have a row, by one statement: most have none, and each reading takes several."""
    each = ", ".join(f"EXISTS (SELECT FROM {connection.ops.quote_name(table)})" for table in tables)
    cursor.execute(f"SELECT {each}" if tables else "SELECT")
    return {table for table, has in zip(tables, cursor.fetchone(), strict=True) if has}


def _postgresql_table(table: str, columns: Sequence[str], types: Sequence[str], ids: Collection[UUID]) -> Iterator[Lot]:
    quoted = [connection.ops.quote_name(name) for name in columns]
    wanted = [_BY_TYPE.get(type, _AS_TEXT).format(name) for name, type in zip(quoted, types, strict=True)]
    some = " OR ".join(f"({each}) IS NOT NULL" for each in wanted)
    with transaction.atomic(), connection.cursor() as setting, connection.chunked_cursor() as cursor:
        setting.execute(_NO_INDEX)
        cursor.execute(
            f"SELECT {', '.join(wanted)} FROM {connection.ops.quote_name(table)} WHERE {some}",  # noqa: S608 - names
            {"ids": list(ids)},
        )
        yield from _lots(cursor, table, columns)


_READERS: Mapping[str, Callable[[Collection[UUID]], Iterator[Lot]]] = {
    "sqlite": _from_sqlite,
    "postgresql": _from_postgresql,
}
