"""Whether a connection that lay idle still leads to a server, without asking the server.

Django asks with a query of its own before each request's first one. A server that has gone has closed its end, and the
closed end can be seen on this side; only then is the question put.
"""

import select
from typing import Any


def ensure(database: Any) -> None:
    """Make sure that ``database`` is connected: a dead connection is replaced, a missing one opened.

    Args:
        database: one of Django's; its marks of a connection's health are not in the stubs.
    """
    if database.connection is not None and database.vendor == "postgresql" and not _is_silent(database.connection):
        database.health_check_done = False
        database.close_if_health_check_failed()
    database.ensure_connection()


def _is_silent(connection: Any) -> bool:
    """It is open, and nothing has come in since the last answer: neither a last word nor the end."""
    if connection.closed:
        return False
    watched = select.poll()
    watched.register(connection.pgconn.socket, select.POLLIN)
    return not watched.poll(0)
