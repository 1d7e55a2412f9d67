"""Many rows at once.

The intake writes a handful of tables per submission. One multi-row INSERT per table, with the conversions of each
column chosen once, costs a fraction of model instances; the schema still has its one source, the model. On PostgreSQL,
where each statement is a journey to the server and back, all tables travel in one statement. On SQLite, where each
connection forgets the pages that it knows as soon as another has written, all who commit do so by one connection.
"""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache, lru_cache
from itertools import count
from typing import Any
from uuid import UUID

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

type Row = Sequence[Any]
type Rows = Mapping[type[models.Model], Sequence[Row]]

_MOST_VALUES = 30_000
"""In one statement. SQLite takes 32,766, PostgreSQL twice as many."""


def insert(model: type[models.Model], rows: Sequence[Row]) -> None:
    """Insert ``rows``; each row has a value for every column, in the order of the model's fields.

    Args:
        rows: foreign keys are given as bare keys, times as aware datetimes, binary as bytes.

    Must run inside the caller's transaction: the rows belong to one decision.
    """
    insert_all({model: rows})


def insert_all(rows: Rows) -> None:
    """Insert rows of several tables, in as few statements as go; foreign keys are checked when the transaction ends."""
    database = connections[DEFAULT_DB_ALIAS]  # looked up once: every use of `connection` looks it up anew
    database.ensure_connection()
    _run(database, _checked(rows))


def commit_all(rows: Rows) -> None:
    """Insert rows of several tables in a transaction of their own. When this returns, they survive a crash.

    Raises:
        RuntimeError: a transaction is under way, which could still be rolled back.
    """
    database = connections[DEFAULT_DB_ALIAS]
    parts = _checked(rows)
    if not database.in_atomic_block and database.vendor == "sqlite":
        _commit_on_sqlite(parts)
    elif not database.in_atomic_block and _values(parts) <= _MOST_VALUES:
        database.close_if_health_check_failed()
        database.ensure_connection()
        _run(database, parts)  # one statement is a transaction by itself
    else:
        with transaction.atomic(durable=True):
            _run(database, parts)


type _Parts = Sequence[tuple[type[models.Model], Sequence[Row]]]


def _checked(rows: Rows) -> _Parts:
    """The rows in parts that one statement can take.

    Raises:
        ValueError: a row has not as many values as its table has columns.
    """
    parts: list[tuple[type[models.Model], Sequence[Row]]] = []
    for model, of_model in rows.items():
        width = len(model._meta.local_concrete_fields)
        for row in of_model:
            if len(row) != width:
                raise ValueError(f"{model.__name__} has {width} columns, the row has {len(row)}.")
        step = _MOST_VALUES // width
        parts += ((model, of_model[start : start + step]) for start in range(0, len(of_model), step))
    return parts


def _values(parts: _Parts) -> int:
    return sum(len(rows) * len(rows[0]) for _, rows in parts)


def _run(database: BaseDatabaseWrapper, parts: _Parts) -> None:
    if parts:
        with database.wrap_database_errors:
            _ENGINES[database.vendor](database.connection, parts)


@cache
def _head(model: type[models.Model]) -> str:
    columns = ", ".join(f'"{field.column}"' for field in model._meta.local_concrete_fields)
    return f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES '  # noqa: S608 - names come from the model


# SQLite


@lru_cache(maxsize=256)
def _sqlite_time(value: datetime | None) -> str | None:
    """As Django writes it, digit for digit, since SQLite compares times as text: no fraction where there is none."""
    return value if value is None else str(value.astimezone(UTC).replace(tzinfo=None))


def _hex(value: UUID | None) -> str | None:
    return value if value is None else f"{value.int:032x}"


@cache
def _converters(model: type[models.Model]) -> Sequence[tuple[int, Callable[[Any], Any]]]:
    """Which columns SQLite keeps in another form than Python."""
    found: list[tuple[int, Callable[[Any], Any]]] = []
    for position, field in enumerate(model._meta.local_concrete_fields):
        target = field.target_field if isinstance(field, models.ForeignKey) else field
        if isinstance(target, models.UUIDField):
            found.append((position, _hex))
        elif isinstance(target, models.DateTimeField):
            found.append((position, _sqlite_time))
    return found


def _on_sqlite(connection: Any, parts: _Parts) -> None:
    for model, rows in parts:
        converters, flat = _converters(model), list[Any]()
        for row in rows:
            values = [*row]
            for position, convert in converters:
                values[position] = convert(values[position])
            flat += values
        marks = "(" + ", ".join("?" * len(rows[0])) + ")"
        connection.execute(_head(model) + ", ".join([marks] * len(rows)), flat).close()


_turn = threading.Lock()


@cache
def _writer() -> BaseDatabaseWrapper:
    """The one connection, besides those of the threads, by which this process commits: for whoever has the turn."""
    return connections.create_connection(DEFAULT_DB_ALIAS)


def _commit_on_sqlite(parts: _Parts) -> None:
    """One transaction, by the connection whose pages are still as it left them."""
    with _turn:
        writer = _writer()
        writer.ensure_connection()
        with writer.wrap_database_errors:
            connection = writer.connection
            connection.execute("BEGIN IMMEDIATE").close()
            try:
                _on_sqlite(connection, parts)
                connection.execute("COMMIT").close()
            except BaseException:
                connection.rollback()
                raise


# PostgreSQL


def _on_postgresql(connection: Any, parts: _Parts) -> None:
    """The values go beside the text, so that the driver splices nothing and the server plans each shape once."""
    with psycopg.RawCursor(connection) as cursor:
        for together in _bundles(parts):
            flat = [value for _, rows in together for row in rows for value in row]
            cursor.execute(_one_statement(tuple((model, len(rows)) for model, rows in together)), flat)


def _bundles(parts: _Parts) -> Iterator[_Parts]:
    """Parts that one statement can take together."""
    bundle: list[tuple[type[models.Model], Sequence[Row]]] = []
    for part in parts:
        if bundle and _values([*bundle, part]) > _MOST_VALUES:
            yield bundle
            bundle = []
        bundle.append(part)
    if bundle:
        yield bundle


@lru_cache(maxsize=512)
def _one_statement(shape: tuple[tuple[type[models.Model], int], ...]) -> str:
    """The INSERTs of several tables as one: all but the last stand in a WITH, which PostgreSQL carries out as well."""
    numbers = count(1)
    inserts = []
    for model, rows in shape:
        width = len(model._meta.local_concrete_fields)
        marks = ("(" + ", ".join(f"${next(numbers)}" for _ in range(width)) + ")" for _ in range(rows))
        inserts.append(_head(model) + ", ".join(marks))
    named = ", ".join(f"t{number} AS ({text})" for number, text in enumerate(inserts[:-1]))
    return f"WITH {named} {inserts[-1]}" if named else inserts[-1]


_ENGINES: Mapping[str, Callable[[Any, _Parts], None]] = {"sqlite": _on_sqlite, "postgresql": _on_postgresql}
