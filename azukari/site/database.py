"""Which database an instance runs on: SQLite in its folder, or PostgreSQL, encrypted on the way (P38)."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from azukari.lib.instance import Instance, InstanceError
from azukari.lib.network import is_loopback

_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON; "
    "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-32000; PRAGMA mmap_size=268435456"
)
_DURABLE = "-c synchronous_commit=on"  # whatever the server's default: what we acknowledge survives a power cut
_GIVEN_UP = {"connect_timeout": 5, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}
"""Seconds, and tries: a server that has vanished without a word is noticed within half a minute."""
_PREPARED = 5  # so often a statement comes before the server keeps its plan; only `database.rows` sends such statements
_PREPARED_ON_SQLITE = 1024  # an erasure asks more statements, one after the other, than Python keeps unless told so
_ENCRYPTED = frozenset({"require", "verify-ca", "verify-full"})
_OPTIONS = frozenset({"sslmode", "sslrootcert", "sslcert", "sslkey"})


def database(instance: Instance, url: str) -> dict[str, Any]:
    """Django's settings of the database.

    Args:
        url: ``""`` for SQLite, else ``postgresql://user:password@host:port/name``, which may end in
            ``?sslmode=...&sslrootcert=...``. Beyond this machine the default is ``verify-full`` against the system's
            certificates.

    Raises:
        InstanceError: the address is not understood, or would carry data beyond this machine unencrypted.
    """
    if url:
        return _postgresql(url)
    return {
        "ENGINE": "azukari.core.database.sqlite3",
        "NAME": instance.sqlite,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": _PRAGMAS,
            "cached_statements": _PREPARED_ON_SQLITE,
        },
    }


def _postgresql(url: str) -> dict[str, Any]:
    at = urlsplit(url)
    options = dict(parse_qsl(at.query))
    if at.scheme not in ("postgresql", "postgres") or not at.path.strip("/") or set(options) - _OPTIONS:
        raise InstanceError("The setting database is not understood. Write postgresql://user:password@host:5432/name.")
    if at.hostname and not is_loopback(at.hostname):
        options = options if "sslmode" in options else {"sslmode": "verify-full", "sslrootcert": "system"} | options
        if options["sslmode"] not in _ENCRYPTED:
            raise InstanceError("The database must be reached by TLS beyond this machine. Write ?sslmode=verify-full.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": at.path.removeprefix("/"),
        "USER": unquote(at.username or ""),
        "PASSWORD": unquote(at.password or ""),
        "HOST": at.hostname or "",
        "PORT": str(at.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": _GIVEN_UP | options | {"options": _DURABLE, "prepare_threshold": _PREPARED},
    }
