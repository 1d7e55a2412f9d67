"""A transaction of rows and nothing else, by connections that do nothing else.

A process commits by a few connections of its own, beside those of its threads. On SQLite by one: each connection
forgets the pages that it knows as soon as another has written. On PostgreSQL by two: while one waits for the disk, the
other writes; and each is sent the same statements again and again, so that the server keeps their plans.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from azukari.database import health
from azukari.database.proviso import Proviso, ProvisoError
from azukari.database.rows import MOST_VALUES, Parts, Rows, checked, flat, on_sqlite, one_statement, run, shape, values

AT_ONCE = {"sqlite": 1, "postgresql": 2}
"""How many of these transactions it is good to have under way."""


def commit_all(rows: Rows, *, provided: Collection[Proviso] = ()) -> None:
    """Insert rows of several tables in a transaction of their own. When this returns, they survive a crash.

    Raises:
        ProvisoError: something in ``provided`` is not true; nothing was written.
        RuntimeError: a transaction is under way, which could still be rolled back.
    """
    database = connections[DEFAULT_DB_ALIAS]
    parts = checked(rows)
    if database.in_atomic_block or (database.vendor == "postgresql" and not 0 < values(parts) <= MOST_VALUES):
        with transaction.atomic(durable=True):
            insist(provided)
            run(database, parts)
        return
    with _writer() as writer:
        _ENGINES[writer.vendor](writer, parts, provided)


def insist(provided: Collection[Proviso]) -> None:
    """Go on only if all of it is true now; for whoever writes in a transaction of their own.

    Raises:
        ProvisoError: something is not.
    """
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        _insist(cursor, provided, mark="%s")


def _insist(cursor: Any, provided: Collection[Proviso], *, mark: str) -> None:
    for proviso in provided:
        cursor.execute(f"SELECT {proviso.asked([mark] * len(proviso.values))}", proviso.values)
        if not cursor.fetchone()[0]:
            raise ProvisoError


_free: list[BaseDatabaseWrapper] = []


@contextmanager
def _writer() -> Iterator[BaseDatabaseWrapper]:
    """A connected writer, in nobody else's hands: the one used last, if it is free."""
    try:
        writer = _free.pop()
    except IndexError:
        writer = connections.create_connection(DEFAULT_DB_ALIAS)
        writer.inc_thread_sharing()
    try:
        health.ensure(writer)
        with writer.wrap_database_errors:
            yield writer
    finally:
        _free.append(writer)


def close_writers() -> None:
    """Close those that are free; the next transaction opens new ones."""
    while _free:
        _free.pop().close()


def _on_sqlite(writer: BaseDatabaseWrapper, parts: Parts, provided: Collection[Proviso]) -> None:
    connection = writer.connection
    connection.execute("BEGIN IMMEDIATE").close()
    try:
        _insist(connection.cursor(), provided, mark="?")
        on_sqlite(connection, parts)
        connection.execute("COMMIT").close()
    except BaseException:
        connection.rollback()
        raise


def _on_postgresql(writer: BaseDatabaseWrapper, parts: Parts, provided: Collection[Proviso]) -> None:
    """One statement, which is a transaction by itself; it divides by zero where a proviso is not true."""
    given = [*flat(parts), *(value for proviso in provided for value in proviso.values)]
    try:
        with psycopg.RawCursor(writer.connection) as cursor:
            cursor.execute(one_statement(shape(parts), tuple(provided)), given)
    except psycopg.errors.DivisionByZero as error:
        raise ProvisoError from error


_ENGINES = {"sqlite": _on_sqlite, "postgresql": _on_postgresql}
