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

from django.db import connection, connections
from django.test import TransactionTestCase

from azukari.core.vault.first_epoch import make_first_epoch

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
def _tables() -> list[str]:
    return [table for table in connection.introspection.table_names() if table not in _STAYS]


def _with_rows() -> list[str]:
    """The tables that have a row. PostgreSQL plans a statement about all of them for longer than it looks: so it plans
    it once for each connection.
    """
    asked = ", ".join(f'EXISTS (SELECT 1 FROM "{table}")' for table in _tables())
    planned = {"prepare": True} if connection.vendor == "postgresql" else {}
    (found,) = connection.connection.execute(f"SELECT {asked}", **planned)
    return [table for table, has in zip(_tables(), found, strict=True) if has]


def empty() -> None:
    """Empty every table of the program that has a row, whatever refers to it; triggers are lifted already."""
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        for table in _with_rows():
            cursor.execute(f'DELETE FROM "{table}"')


def pytest_configure() -> None:
    case: Any = TransactionTestCase

    def teardown(self: TransactionTestCase) -> None:
        with unlocked():
            empty()
        make_first_epoch()  # as a migration does

    case._fixture_teardown = teardown
    case._should_reload_connections = _close_broken_ones


def _close_broken_ones(_case: TransactionTestCase) -> bool:
    """Close a connection that failed; of the others none, since what is set in a session of ours stays as it is, and a
    new one has to learn all tables anew.
    """
    for each in connections.all(initialized_only=True):
        each.close_if_unusable_or_obsolete()
    return False
