"""A transaction of rows and nothing else: one statement, by which the database writes all of them or none."""

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from azukari.core.database import health, multi_table_insert
from azukari.core.database.precondition import Precondition, PreconditionFailed
from azukari.core.database.rows import MOST_VALUES, Parts, Rows, checked, flat, one_statement, run, shape, values
from azukari.lib.lazy_import import lazy_import

if TYPE_CHECKING:
    import psycopg
else:
    psycopg = lazy_import("psycopg")


def commit_all(rows: Rows, *, provided: Collection[Precondition] = ()) -> None:
    """Insert rows of several tables in a transaction of their own. When this returns, they survive a crash.

    Raises:
        PreconditionFailed: something in ``provided`` is not true; nothing was written.
        RuntimeError: a transaction is under way, which could still be rolled back.
    """
    database = connections[DEFAULT_DB_ALIAS]
    parts = checked(rows)
    size, write = _ENGINES[database.vendor]
    if database.in_atomic_block or not parts or size(parts) > MOST_VALUES:
        with transaction.atomic(durable=True):
            insist(provided)
            run(database, parts)
        return
    health.ensure(database)
    with database.wrap_database_errors:
        write(database.connection, parts, provided)


def insist(provided: Collection[Precondition]) -> None:
    """Go on only if all of it is true now; for whoever writes in a transaction of their own.

    Raises:
        PreconditionFailed: something is not.
    """
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        for proviso in provided:
            cursor.execute(f"SELECT {proviso.asked(['%s'] * len(proviso.values))}", proviso.values)
            if not cursor.fetchone()[0]:
                raise PreconditionFailed


def _on_postgresql(connection: Any, parts: Parts, provided: Collection[Precondition]) -> None:
    """It divides by zero where a proviso is not true."""
    given = [*flat(parts), *(value for proviso in provided for value in proviso.values)]
    try:
        with psycopg.RawCursor(connection) as cursor:
            cursor.execute(one_statement(shape(parts), tuple(provided)), given)
    except psycopg.errors.DivisionByZero as error:
        raise PreconditionFailed from error


type _Write = Callable[[Any, Parts, Collection[Precondition]], None]

_ENGINES: Mapping[str, tuple[Callable[[Parts], int], _Write]] = {
    "sqlite": (multi_table_insert.size, multi_table_insert.write),
    "postgresql": (values, _on_postgresql),
}
"""How many values the statement takes, and the statement."""
