"""Many rows in one statement.

The intake writes a handful of tables per submission. One multi-row INSERT per table, with the conversions of each
column chosen once, costs a fraction of model instances; the schema still has its one source, the model.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

type Row = Sequence[Any]
type Rows = Mapping[type[models.Model], Sequence[Row]]


@lru_cache(maxsize=256)
def _sqlite_time(value: datetime | None) -> str | None:
    """As Django writes it, digit for digit, since SQLite compares times as text: no fraction where there is none."""
    return value if value is None else str(value.astimezone(UTC).replace(tzinfo=None))


def _hex(value: UUID | None) -> str | None:
    return value if value is None else f"{value.int:032x}"


@cache
def _plan(model: type[models.Model], vendor: str) -> tuple[str, str, list[tuple[int, Callable[[Any], Any]]], int]:
    fields = model._meta.local_concrete_fields
    columns = ", ".join(f'"{f.column}"' for f in fields)
    head = f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES '  # noqa: S608 - names come from the model
    converters: list[tuple[int, Callable[[Any], Any]]] = []
    if vendor == "sqlite":
        for position, field in enumerate(fields):
            target = field.target_field if isinstance(field, models.ForeignKey) else field
            if isinstance(target, models.UUIDField):
                converters.append((position, _hex))
            elif isinstance(target, models.DateTimeField):
                converters.append((position, _sqlite_time))
    mark = "?" if vendor == "sqlite" else "%s"
    return head, "(" + ", ".join([mark] * len(fields)) + ")", converters, len(fields)


def insert(model: type[models.Model], rows: Sequence[Row]) -> None:
    """Insert ``rows`` in one statement; each row has a value for every column, in the order of the model's fields.

    Args:
        rows: foreign keys are given as bare keys, times as aware datetimes, binary as bytes.

    Must run inside the caller's transaction: the rows belong to one decision.
    """
    insert_all({model: rows})


def insert_all(rows: Rows) -> None:
    """Insert rows of several tables, a statement each; foreign keys are checked at the end of the transaction."""
    database = connections[DEFAULT_DB_ALIAS]  # looked up once: every use of `connection` looks it up anew
    database.ensure_connection()
    for model, of_model in rows.items():
        if of_model:
            _insert(database, model, of_model)


def _insert(database: BaseDatabaseWrapper, model: type[models.Model], rows: Sequence[Row]) -> None:
    head, marks, converters, width = _plan(model, database.vendor)
    step = 30_000 // width
    for start in range(0, len(rows), step):
        part = rows[start : start + step]
        flat: list[Any] = []
        for row in part:
            values = [*row]
            if len(values) != width:
                raise ValueError(f"{model.__name__} has {width} columns, the row has {len(values)}.")
            for position, convert in converters:
                values[position] = convert(values[position])
            flat += values
        _execute(database, head + ", ".join([marks] * len(part)), flat)


def _execute(database: BaseDatabaseWrapper, statement: str, values: list[Any]) -> None:
    if database.vendor != "sqlite":
        with database.cursor() as cursor:
            cursor.execute(statement, values)
        return
    with database.wrap_database_errors:
        database.connection.execute(statement, values).close()
