"""A database without its triggers: what an attacker has who holds it, and what emptying it after a test needs.

Tests that commit (``transaction=True``) end with all tables emptied, which immutable ones refuse. As a pytest plugin,
this lifts the triggers for that moment, and empties what has rows. What Django itself writes at a migration (content
types, permissions) stays: writing it anew would take longer than most tests do.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.db import connection
from django.test import TransactionTestCase

_STAYS = frozenset({"django_migrations", "django_content_type", "auth_permission"})


@contextmanager
def unlocked() -> Iterator[None]:
    """No trigger fires within, and on PostgreSQL no foreign key is looked at."""
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        connection.connection.setconfig(sqlite3.SQLITE_DBCONFIG_ENABLE_TRIGGER, False)
        try:
            yield
        finally:
            connection.connection.setconfig(sqlite3.SQLITE_DBCONFIG_ENABLE_TRIGGER, True)
        return
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        try:
            yield
        finally:
            cursor.execute("SET session_replication_role = DEFAULT")


@cache
def _which_have_rows() -> str:
    tables = [table for table in connection.introspection.table_names() if table not in _STAYS]
    return " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM \"{table}\")" for table in tables)


def empty() -> None:
    """Empty every table of the program that has a row, whatever refers to it; triggers are lifted already."""
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        cursor.execute(_which_have_rows())
        for (table,) in cursor.fetchall():
            cursor.execute(f'DELETE FROM "{table}"')


def pytest_configure() -> None:
    case: Any = TransactionTestCase

    def teardown(self: TransactionTestCase) -> None:
        with unlocked():
            empty()

    case._fixture_teardown = teardown
