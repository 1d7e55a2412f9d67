"""Turns at writing: on SQLite, threads of this process take a transaction one after another, so that none meets a
database that another of them has locked.

SQLite lets one write at a time, and whoever comes meanwhile looks again after ever longer sleeps, in no order, until
its patience ends ("database is locked"). Where many want the same thing at once, they wait for each other here instead.
PostgreSQL waits by its row locks, in order, and needs none of it.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


class _Turn:
    """The one lock of this process."""

    def __init__(self) -> None:
        self._begin_anew()
        os.register_at_fork(after_in_child=self._begin_anew)  # a fork has none of its parent's threads

    def _begin_anew(self) -> None:
        self.lock = threading.RLock()


_turn = _Turn()


def closed_lock() -> threading.Lock:
    """A lock that nobody can take before another thread has opened it: by it the one thread is woken that waits."""
    lock = threading.Lock()
    lock.acquire()
    return lock


@contextmanager
def turn() -> Iterator[None]:
    """A turn, for whoever makes a transaction of their own within it. Never asked for inside a transaction: whoever has
    the turn waits for the database.
    """
    if connection.vendor != "sqlite":
        yield
        return
    with _turn.lock:
        yield


@contextmanager
def in_turn() -> Iterator[None]:
    """A transaction that lasts, in turn."""
    with turn(), transaction.atomic(durable=True):
        yield
