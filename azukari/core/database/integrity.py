"""Integrity check: whether the database's own structure is sound, as far as its engine can tell.

SQLite reads every page (``PRAGMA quick_check``). PostgreSQL checks a page when it reads it, if the cluster has data
checksums, and counts what failed; where the extension amcheck is there, every index is looked at as well.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, connection, transaction

_MOST = 20
_SQLITE_DAMAGED = (11, 26)  # SQLITE_CORRUPT, SQLITE_NOTADB (https://www.sqlite.org/rescode.html)
_POSTGRESQL_DAMAGED = ("XX001", "XX002")  # data_corrupted, index_corrupted


@dataclass(frozen=True, slots=True)
class Look:
    """What the engine says of itself.

    Args:
        damaged: how many places are damaged; 20 stands for as many or more.
        blind: the engine has no means to tell.
    """

    damaged: int
    blind: bool = False


def look() -> Look:
    """Ask the engine.

    Raises:
        DatabaseError: the database cannot be reached, for a reason that is no damage.
    """
    try:
        return _sqlite() if connection.vendor == "sqlite" else _postgresql()
    except DatabaseError as error:
        if not is_damage(error):
            raise
        return Look(1)


def is_damage(error: BaseException) -> bool:
    """Whether the engine says by this error that what it read is damaged."""
    cause = error.__cause__ or error
    told: Any = getattr(cause, "sqlite_errorcode", None)
    return (told is not None and told & 0xFF in _SQLITE_DAMAGED) or getattr(
        cause, "sqlstate", ""
    ) in _POSTGRESQL_DAMAGED


def _sqlite() -> Look:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA quick_check({_MOST})")  # a constant
        found = cursor.fetchall()  # of the wrapped cursor, whose errors are Django's
    return Look(len([row for row in found if row[0] != "ok"]))


def _postgresql() -> Look:
    with connection.cursor() as cursor:
        cursor.execute("SELECT checksum_failures FROM pg_stat_database WHERE datname = current_database()")
        failures: int | None = cursor.fetchone()[0]  # NULL without data checksums
    amcheck = sees_indexes()
    broken = sum(1 for _ in _broken_indexes()) if amcheck else 0
    return Look(min(_MOST, (failures or 0) + broken), blind=failures is None and not amcheck)


def sees_indexes() -> bool:
    """Whether PostgreSQL's amcheck is there, and may be used by whoever we are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_function_privilege(to_regprocedure('bt_index_check(regclass)'), 'EXECUTE')")
        return bool(cursor.fetchone()[0])  # NULL where there is no such function


def _broken_indexes() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.oid::regclass::text FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON"
            " a.oid = c.relam JOIN pg_namespace n ON n.oid = c.relnamespace WHERE a.amname = 'btree' AND"
            " n.nspname = 'public' AND c.relpersistence = 'p' AND i.indisready AND i.indisvalid ORDER BY 1"
        )
        names = [name for (name,) in cursor.fetchall()]
    for name in names:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT bt_index_check(%s::regclass)", [name])
        except DatabaseError as error:
            if is_damage(error):
                yield name
