"""A pause for the others.

SQLite has one writer at a time, and whoever waits looks again after ever longer sleeps, up to a tenth of a second. So
work that goes on by one transaction after another has the database nearly to itself, and others wait for seconds. It
takes a breath between two of them, long enough for everybody who waits to have looked once.
"""

import time

from django.db import connection

BREATH = 0.1
"""Seconds: the longest sleep of SQLite's own (`sqliteDefaultBusyCallback`)."""


def let_others_write() -> None:
    """Pause, outside any transaction, where only one may write at a time. PostgreSQL needs none of it."""
    if connection.vendor == "sqlite":
        time.sleep(BREATH)
