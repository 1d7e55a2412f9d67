"""Turns at writing: on SQLite, threads of this process take a transaction one after another, so that none meets a
database that another of them has locked.

SQLite lets one write at a time, and whoever comes meanwhile looks again after ever longer sleeps, in no order, until
its patience ends ("database is locked"). Where many want the same thing at once, they wait for each other here instead.
PostgreSQL waits by its row locks, in order, and needs none of it.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

_turn = threading.RLock()


@contextmanager
def in_turn() -> Iterator[None]:
    """A transaction that lasts, in turn."""
    if connection.vendor != "sqlite":
        with transaction.atomic(durable=True):
            yield
        return
    with _turn, transaction.atomic(durable=True):
        yield
