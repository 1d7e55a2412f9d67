"""What is gone from the database leaves traces in the database's own files; here they are wiped.

SQLite's write-ahead log keeps old pages until it is emptied (in the database itself `secure_delete` writes zeros).
Every removal leaves such traces: an erasure, an expiry, a correction. So nobody has to remember to call this: the
worker comes round every few seconds, and a removal's own transaction stays short.

PostgreSQL has nothing of the kind: a removed row's bytes lie in its page until something else is written there, and in
its log until that is recycled. What lies there is sealed, under a key that lies there wrapped; ``keys rotate`` makes
such remains unreadable for good (see docs/decisions).
"""

from datetime import datetime

from django.db import connection

_PATIENCE = 500  # milliseconds that writers may have to wait while a reader keeps the log from being emptied


class LogBusyError(Exception):
    """Somebody reads from the log just now. The worker tries again soon; `doctor` tells if it goes on."""


def wipe(now: datetime) -> None:  # noqa: ARG001 - every job gets the time
    """Wipe the traces of whatever was removed until now.

    Raises:
        LogBusyError: SQLite's log could not be emptied, since somebody reads from it.
    """
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        usual = int(cursor.fetchone()[0])
        cursor.execute(f"PRAGMA busy_timeout={_PATIENCE}")
        try:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy = cursor.fetchone()[0]
        finally:
            cursor.execute(f"PRAGMA busy_timeout={usual}")
    if busy:
        raise LogBusyError
