"""Connection pooling: does a pooler between us and PostgreSQL keep a server's session for each connection?

One that does not (transaction mode) hands a session to whoever has the next transaction. Settings, advisory locks,
notifications and cursors are of a session, so nothing that was asked of the server holds there. Such a pooler shows
itself: two open connections have one session.
"""

from contextlib import closing

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

_TRIES = 3  # another client may have been handed the session in between


def shares_sessions() -> bool:
    """Whether two connections of ours were given the same session of the server.

    Without a pooler nothing is opened: the server has told the number of its process at the greeting.

    Raises:
        DatabaseError: the database cannot be reached.
    """
    if connection.vendor != "postgresql":
        return False
    connection.ensure_connection()
    if connection.connection.info.backend_pid == _process(connection):
        return False
    return any(_have_one_session() for _ in range(_TRIES))


def _have_one_session() -> bool:
    with closing(connection.copy()) as first, closing(connection.copy()) as second:
        second.ensure_connection()
        return _process(first) == _process(second)


def _process(asked: BaseDatabaseWrapper) -> int:
    with asked.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        number: int = cursor.fetchone()[0]
    return number
