"""A database without its triggers: what an attacker has who holds it, and what emptying it after a test needs.

Tests that commit (``transaction=True``) end with all tables emptied, which immutable ones refuse. As a pytest plugin,
this lifts the triggers for that moment.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.test import TransactionTestCase


@contextmanager
def unlocked() -> Iterator[None]:
    """No trigger fires within."""
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


def pytest_configure() -> None:
    case: Any = TransactionTestCase
    empty = case._fixture_teardown

    def teardown(self: TransactionTestCase) -> None:
        with unlocked():
            empty(self)

    case._fixture_teardown = teardown
