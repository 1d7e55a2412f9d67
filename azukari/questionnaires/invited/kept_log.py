"""Whether PostgreSQL keeps its write-ahead log: it tells in which order answers came, and tickets were drawn.

SQLite's log is emptied after each answer (`mixing.forget_log`). PostgreSQL writes over its own as it goes, unless
somebody archives it, or a standby or a subscriber holds it. docs/decisions/2026-11-28-no-archive-of-the-log.md says why
the pool does not stay out of it.
"""

from django.db import connection

_KEPT = "SELECT current_setting('archive_mode') <> 'off' OR EXISTS (SELECT 1 FROM pg_replication_slots)"


def is_log_kept() -> bool:
    """Whether the log of this database stays for longer than the database itself needs it."""
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute(_KEPT)
        return bool(cursor.fetchone()[0])
