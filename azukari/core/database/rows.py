"""Many rows at once.

The intake writes a handful of tables per submission. One multi-row INSERT per table, with the conversions of each
column chosen once, costs a fraction of model instances; the schema still has its one source, the model. On PostgreSQL,
where each statement is a journey to the server and back, all tables travel in one statement.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache, lru_cache
from itertools import count, islice
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

from azukari.core.database.added_up import added_up, given_fields, summed, tail
from azukari.core.database.precondition import Precondition
from azukari.lib.lazy_import import lazy_import

if TYPE_CHECKING:
    import psycopg
else:
    psycopg = lazy_import("psycopg")  # not there where the database is SQLite

type Row = Sequence[Any]
type Rows = Mapping[type[models.Model], Sequence[Row]]

MOST_VALUES = 30_000
"""In one statement. SQLite takes 32,766, PostgreSQL twice as many."""


def insert(model: type[models.Model], rows: Sequence[Row]) -> None:
    """Insert ``rows``; each row has a value for every column, in the order of the model's fields (`given_fields`).

    Args:
        rows: foreign keys are given as bare keys, times as aware datetimes, binary as bytes.

    Must run inside the caller's transaction: the rows belong to one decision.
    """
    insert_all({model: rows})


def insert_all(rows: Rows) -> None:
    """Insert rows of several tables, in as few statements as go; foreign keys are checked when the transaction ends."""
    database = connections[DEFAULT_DB_ALIAS]  # looked up once: every use of `connection` looks it up anew
    database.ensure_connection()
    run(database, checked(rows))


def merged(many: Iterable[Rows]) -> Rows:
    """The rows of several writers, table by table."""
    found: dict[type[models.Model], list[Row]] = {}
    for each in many:
        for model, rows in each.items():
            found.setdefault(model, []).extend(rows)
    return {model: summed(model, rows) for model, rows in found.items()}


type Parts = Sequence[tuple[type[models.Model], Sequence[Row]]]


def checked(rows: Rows) -> Parts:
    """The rows in parts that one statement can take.

    Raises:
        ValueError: a row has not as many values as its table has columns.
    """
    parts: list[tuple[type[models.Model], Sequence[Row]]] = []
    for model, of_model in rows.items():
        columns = width(model)
        for row in of_model:
            if len(row) != columns:
                raise ValueError(f"{model.__name__} has {columns} columns, the row has {len(row)}.")
        step = MOST_VALUES // columns
        parts += ((model, of_model[start : start + step]) for start in range(0, len(of_model), step))
    return parts


def values(parts: Parts) -> int:
    return sum(len(rows) * len(rows[0]) for _, rows in parts)


def run(database: BaseDatabaseWrapper, parts: Parts) -> None:
    if parts:
        with database.wrap_database_errors:
            _ENGINES[database.vendor](database.connection, parts)


@cache
def width(model: type[models.Model]) -> int:
    """How many columns of its table a row gives."""
    return len(given_fields(model))


@cache
def head(model: type[models.Model]) -> str:
    """The beginning of its INSERT, up to its rows."""
    columns = ", ".join(f'"{field.column}"' for field in given_fields(model))
    return f'INSERT INTO "{model._meta.db_table}" ({columns}) '  # names come from the model


# SQLite


@lru_cache(maxsize=256)
def sqlite_time(value: datetime | None) -> str | None:
    """As Django writes it, digit for digit, since SQLite compares times as text: no fraction where there is none."""
    return value if value is None else str(value.astimezone(UTC).replace(tzinfo=None))


def sqlite_hex(value: UUID | None) -> str | None:
    """An id as Django writes it."""
    return value if value is None else f"{value.int:032x}"


@cache
def _converters(model: type[models.Model]) -> Sequence[tuple[int, Callable[[Any], Any]]]:
    """Which columns SQLite keeps in another form than Python."""
    return converters(given_fields(model))


def converters(fields: Iterable["models.Field[Any, Any]"]) -> list[tuple[int, Callable[[Any], Any]]]:
    """As `_converters`, of values for these fields in their order."""
    found: list[tuple[int, Callable[[Any], Any]]] = []
    for position, field in enumerate(fields):
        target = field.target_field if isinstance(field, models.ForeignKey) else field
        if isinstance(target, models.UUIDField):
            found.append((position, sqlite_hex))
        elif isinstance(target, models.DateTimeField):
            found.append((position, sqlite_time))
    return found


def as_sqlite_keeps(model: type[models.Model], row: Row) -> list[Any]:
    """The row's values in the form in which SQLite keeps them."""
    kept = [*row]
    for position, convert in _converters(model):
        kept[position] = convert(kept[position])
    return kept


def _on_sqlite(connection: Any, parts: Parts) -> None:
    for model, rows in parts:
        flat = [value for row in rows for value in as_sqlite_keeps(model, row)]
        marks = "(" + ", ".join("?" * len(rows[0])) + ")"
        connection.execute(f"{head(model)}VALUES {', '.join([marks] * len(rows))}{tail(model)}", flat).close()


# PostgreSQL


def _on_postgresql(connection: Any, parts: Parts) -> None:
    """The values go beside the text, so that the driver splices nothing and the server plans each shape once."""
    with psycopg.RawCursor(connection) as cursor:
        for together in _bundles(parts):
            cursor.execute(one_statement(shape(together)), flat(together))


def flat(parts: Parts) -> list[Any]:
    found: list[Any] = []
    for model, rows in parts:
        if added_up(model):
            found += map(list, zip(*rows, strict=True))  # a list for each column
        else:
            found += (value for row in rows for value in row)
    return found


def shape(parts: Parts) -> tuple[tuple[type[models.Model], int], ...]:
    """Tables, with how many rows; of counts it is never the same, so they go as one list for each column, and the
    server keeps few plans.
    """
    return tuple((model, 0 if added_up(model) else len(rows)) for model, rows in parts)


def _bundles(parts: Parts) -> Iterator[Parts]:
    """Parts that one statement can take together."""
    bundle: list[tuple[type[models.Model], Sequence[Row]]] = []
    for part in parts:
        if bundle and values([*bundle, part]) > MOST_VALUES:
            yield bundle
            bundle = []
        bundle.append(part)
    if bundle:
        yield bundle


def _lists(model: type[models.Model], numbers: Iterator[str]) -> str:
    database = connections[DEFAULT_DB_ALIAS]
    marks = [f"{next(numbers)}::{field.db_type(database)}[]" for field in given_fields(model)]
    return f"SELECT * FROM unnest({', '.join(marks)})"  # noqa: S608 - names come from the model


@lru_cache(maxsize=512)
def one_statement(shape: tuple[tuple[type[models.Model], int], ...], provided: tuple[Precondition, ...] = ()) -> str:
    """The INSERTs of several tables as one: all but the last stand in a WITH, which PostgreSQL carries out as well."""
    numbers = (f"${number}" for number in count(1))
    parts = []
    for model, rows in shape:
        marks = ("(" + ", ".join(islice(numbers, width(model))) + ")" for _ in range(rows))
        given = "VALUES " + ", ".join(marks) if rows else _lists(model, numbers)
        parts.append(head(model) + given + tail(model))
    if provided:
        asked = " AND ".join(f"({proviso.asked(numbers)})" for proviso in provided)
        parts.append(f"SELECT 1 / CASE WHEN {asked} THEN 1 ELSE 0 END")
    named = ", ".join(f"t{number} AS ({text})" for number, text in enumerate(parts[:-1]))
    return f"WITH {named} {parts[-1]}" if named else parts[-1]


_ENGINES: Mapping[str, Callable[[Any, Parts], None]] = {"sqlite": _on_sqlite, "postgresql": _on_postgresql}
