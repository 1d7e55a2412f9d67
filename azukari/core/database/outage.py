"""Outages: errors of the machine and not of the program, such as a full disk or a database that has gone.

Whoever meets one has done nothing wrong, and may well succeed in a minute. So they are told apart from what breaks.
"""

import errno
import sqlite3
from typing import Any

from django.db import InterfaceError

from azukari.lib.failure import chain

_SYSTEM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EMFILE, errno.ENFILE, errno.ENOMEM})
_SQLITE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_READONLY,
    }
)
_POSTGRESQL = ("08", "53", "57", "58", "25006", "40P01", "55P03", "XX001", "XX002")
"""What its codes begin with (https://www.postgresql.org/docs/current/errcodes-appendix.html): connection, resources,
shutdown, system; read-only, deadlock, a lock that did not come, damaged data."""


def is_outage(error: BaseException | None) -> bool:
    """Whether this error, or one that led to it, is one of the machine."""
    return any(map(_is_one, chain(error)))


def _is_one(error: BaseException) -> bool:
    if isinstance(error, OSError):
        return error.errno in _SYSTEM
    told: Any = getattr(error, "sqlite_errorcode", None)
    if told is not None:
        return told & 0xFF in _SQLITE
    if isinstance(error, InterfaceError):
        return True  # the connection was closed under us
    code: Any = getattr(error, "sqlstate", "")
    if code is None:  # no server said so: the connection is gone, or was never made
        return any(kind.__name__ == "OperationalError" for kind in type(error).__mro__)
    return str(code).startswith(_POSTGRESQL)
