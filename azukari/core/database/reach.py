"""Diagnosis of a connection that failed: is the server away, does it refuse the password, or has it no such database?

libpq tells these apart in the server's language alone, so nothing is read from its words: the server is asked again,
for a database that each PostgreSQL has. It judges user and password before it looks for the database.
"""

from enum import StrEnum
from typing import Any

import psycopg
from django.db import connection
from psycopg.conninfo import make_conninfo
from psycopg.pq import PGconn, Ping

_SECONDS = 5
_ALWAYS_THERE = ("postgres", "template1")
_CONNECTING = ("sslmode", "sslrootcert", "sslcert", "sslkey", "target_session_attrs")


class Reach(StrEnum):
    """How far a connection to PostgreSQL comes."""

    OPEN = "open"
    AWAY = "away"  # nobody answers, or nobody who could be trusted
    STARTING = "starting"
    REFUSED = "refused"  # user or password
    STANDBY = "standby"  # of those that answer, none takes writes
    NO_DATABASE = "no database"  # none of that name that this user may open


def reach() -> Reach:
    """How far a connection comes now, by the settings of the one that Django has. At most five short connections."""
    info = _conninfo(connection.settings_dict)
    if _opens(info):
        return Reach.OPEN
    answer = PGconn.ping(info.encode())
    if answer == Ping.REJECT:
        return Reach.STARTING
    if answer != Ping.OK:
        return Reach.AWAY
    if "target_session_attrs" in connection.settings_dict["OPTIONS"] and _opens(
        make_conninfo(info, target_session_attrs="any")
    ):
        return Reach.STANDBY
    known = any(_opens(make_conninfo(info, dbname=name)) for name in _ALWAYS_THERE)
    return Reach.NO_DATABASE if known else Reach.REFUSED


def _conninfo(known: dict[str, Any]) -> str:
    named = {"host": known["HOST"], "port": known["PORT"], "user": known["USER"], "password": known["PASSWORD"]}
    options = {name: value for name, value in known["OPTIONS"].items() if name in _CONNECTING}
    given = {name: value for name, value in named.items() if value}
    return make_conninfo("", dbname=known["NAME"], connect_timeout=_SECONDS, **given, **options)


def _opens(info: str) -> bool:
    try:
        psycopg.connect(info).close()
    except psycopg.OperationalError:
        return False
    return True
