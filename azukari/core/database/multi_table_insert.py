"""Rows of several tables in one statement, on SQLite.

SQLite writes into one table per statement, and each statement is a place where Python gives way to other threads and
queues up behind them; a transaction of ten statements waits there for longer than it works. So a connection that
commits has views of its own, in its temporary schema, which nobody reads: whatever is inserted into one of them, a
trigger puts into the table that it is meant for. The whole transaction, to the disk and back, is one statement then.
"""

import sqlite3
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any

from django.db import models

from azukari.core.database.added_up import tail
from azukari.core.database.precondition import Precondition, PreconditionFailed
from azukari.core.database.rows import Parts, as_sqlite_keeps, head, width

type _Tables = tuple[type[models.Model], ...]


def size(parts: Parts) -> int:
    """How many values the statement takes: every row is as wide as the widest, and says where it belongs."""
    return sum(len(rows) for _, rows in parts) * (1 + _widest(_tables(parts)))


def write(connection: sqlite3.Connection, parts: Parts, provided: Collection[Precondition]) -> None:
    """Insert all rows in a transaction of their own, provided that all of it is true.

    Args:
        connection: one without a transaction under way.

    Raises:
        PreconditionFailed: something in ``provided`` is not true; nothing was written.
        sqlite3.DatabaseError: the database refused; nothing was written.
    """
    tables = _tables(parts)
    text = _statement(tables, sum(len(rows) for _, rows in parts), tuple(provided))
    given = [*_values(parts), *(value for proviso in provided for value in proviso.values)]
    before = connection.total_changes
    try:
        _run(connection, text, given)
    except sqlite3.OperationalError:
        if _is_prepared(connection, tables):
            raise
        _prepare(connection, tables)
        _run(connection, text, given)
    if connection.total_changes == before:
        raise PreconditionFailed


def _run(connection: sqlite3.Connection, text: str, values: Sequence[Any]) -> None:
    connection.executemany(text, (values,)).close()  # `execute` would give way once more, to ask for the last row's id


def _tables(parts: Parts) -> _Tables:
    return tuple(model for model, _ in parts)


def _widest(tables: _Tables) -> int:
    return max(map(width, tables))


def _view(tables: _Tables) -> str:
    return "rows of " + ", ".join(model._meta.db_table for model in tables)


def _is_prepared(connection: sqlite3.Connection, tables: _Tables) -> bool:
    found = connection.execute("SELECT count(*) FROM sqlite_temp_master WHERE name = ?", (_view(tables),))
    return bool(found.fetchone()[0])


def _prepare(connection: sqlite3.Connection, tables: _Tables) -> None:
    """Make the view for rows of these tables, with a trigger for each."""
    view, columns = _view(tables), ", ".join(f"NULL AS c{number}" for number in range(_widest(tables)))
    connection.execute(f'CREATE TEMP VIEW "{view}" AS SELECT NULL AS place, {columns}').close()
    for place, model in enumerate(tables):
        given = ", ".join(f"NEW.c{number}" for number in range(width(model)))
        connection.execute(
            f'CREATE TEMP TRIGGER "{view}:{place}" INSTEAD OF INSERT ON "{view}" WHEN NEW.place = {place} '
            f"BEGIN {head(model)}VALUES ({given}){tail(model)}; END"
        ).close()


@lru_cache(maxsize=256)
def _statement(tables: _Tables, rows: int, provided: tuple[Precondition, ...]) -> str:
    marks = "(" + ", ".join("?" * (1 + _widest(tables))) + ")"
    values = "VALUES " + ", ".join([marks] * rows)
    into = f'INSERT INTO "{_view(tables)}" '
    if not provided:
        return into + values
    asked = " AND ".join(f"({proviso.asked('?' * len(proviso.values))})" for proviso in provided)
    return f"{into}SELECT * FROM ({values}) WHERE {asked}"  # noqa: S608 - names of our own


def _values(parts: Parts) -> list[Any]:
    found: list[Any] = []
    widest = _widest(_tables(parts))
    for place, (model, rows) in enumerate(parts):
        rest = (None,) * (widest - width(model))
        for row in rows:
            found.append(place)
            found += as_sqlite_keeps(model, row)
            found += rest
    return found
