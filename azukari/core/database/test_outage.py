"""What the machine lacks is told apart from what the program does wrong."""

import errno
import sqlite3

import psycopg
import pytest
from django.db import DatabaseError, InterfaceError, OperationalError, ProgrammingError

from azukari.core.database.outage import is_outage


def _sqlite(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("said by the engine")
    error.sqlite_errorcode = code
    return error


def _wrapped(error: Exception, by: type[Exception] = OperationalError) -> Exception:
    made = by("as Django says it")
    made.__cause__ = error
    return made


@pytest.mark.parametrize(
    "error",
    [
        _wrapped(_sqlite(sqlite3.SQLITE_FULL)),
        _wrapped(_sqlite(sqlite3.SQLITE_IOERR_WRITE)),
        _wrapped(_sqlite(sqlite3.SQLITE_READONLY)),
        _wrapped(_sqlite(sqlite3.SQLITE_BUSY)),
        _wrapped(_sqlite(sqlite3.SQLITE_CORRUPT), DatabaseError),
        _wrapped(psycopg.OperationalError("no server")),
        _wrapped(psycopg.errors.ConnectionTimeout()),
        _wrapped(psycopg.errors.AdminShutdown()),
        _wrapped(psycopg.errors.DiskFull()),
        _wrapped(psycopg.errors.TooManyConnections()),
        _wrapped(psycopg.errors.ReadOnlySqlTransaction(), DatabaseError),
        InterfaceError("the connection is closed"),
        OSError(errno.ENOSPC, "no room"),
        OSError(errno.EMFILE, "no more files"),
        _wrapped(OSError(errno.EROFS, "read-only"), RuntimeError),
    ],
    ids=repr,
)
def test_what_passes_by_itself_or_by_an_operator(error: Exception):
    assert is_outage(error)


@pytest.mark.parametrize(
    "error",
    [
        None,
        ValueError("a fault of ours"),
        OperationalError("said by nobody else"),
        _wrapped(_sqlite(sqlite3.SQLITE_ERROR)),  # no such table
        _wrapped(psycopg.errors.UndefinedTable(), ProgrammingError),
        _wrapped(psycopg.errors.UniqueViolation(), DatabaseError),
        FileNotFoundError(errno.ENOENT, "not there"),
    ],
    ids=repr,
)
def test_what_the_program_does_wrong(error: Exception | None):
    assert not is_outage(error)
