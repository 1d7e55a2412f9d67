"""Backoff between writes: long work pauses after each of its transactions, so that others find the database free.

SQLite has one writer at a time, and whoever waits looks again after ever longer sleeps, up to a tenth of a second. So
work that goes on by one transaction after another has the database nearly to itself, and others wait for seconds. It
takes a breath between two of them, long enough for everybody who waits to have looked once.

Work that goes on for hours is to be felt by nobody: it pauses many times as long as it has written.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

BREATH = 0.1
"""Seconds: the longest sleep of SQLite's own (`sqliteDefaultBusyCallback`)."""

SPARED = {"sqlite": 60, "postgresql": 6}
"""How many times as long as it has written work pauses that goes on for hours. Of sixty others who come along at any
time, one meets it on SQLite, so that ninety-five of a hundred wait for nothing even where the disk is slow; on
PostgreSQL, where nobody waits for it, it takes no more than its share of a core.
"""


def let_others_write() -> None:
    """Pause, outside any transaction, where only one may write at a time. PostgreSQL needs none of it."""
    if connection.vendor == "sqlite":
        time.sleep(BREATH)


class Spared:
    """The transactions of work that goes on for hours, and the pauses after them."""

    def __init__(self) -> None:
        self._held = 0.0

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """A transaction that lasts; how long it holds the database is counted."""
        with transaction.atomic(durable=True):
            began = time.monotonic()
            yield
        self._held += time.monotonic() - began

    def pause(self) -> None:
        """Outside any transaction: wait in proportion to what was held since the last pause."""
        time.sleep(self._held * SPARED[connection.vendor])
        self._held = 0.0
