"""Django's backend for PostgreSQL, with commits that wait for the disk, whatever the server's or the role's default.

Asked for by SQL: a pooler refuses a setting among the parameters of a connection, or drops it without a word.
"""

from django.db.backends.postgresql import base

_DURABLE = """
SELECT set_config('synchronous_commit', 'on', false)
WHERE current_setting('synchronous_commit') IN ('off', 'local', 'remote_write')
"""
"""``remote_apply`` waits for more, so it stays (https://www.postgresql.org/docs/current/runtime-config-wal.html)."""


class DatabaseWrapper(base.DatabaseWrapper):
    def init_connection_state(self) -> None:
        """Set up a new connection."""
        super().init_connection_state()
        with self.connection.cursor() as cursor:
            cursor.execute(_DURABLE)
