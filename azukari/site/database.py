"""Which database an instance runs on: SQLite in its folder, or PostgreSQL, encrypted on the way (P38)."""

import re
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from azukari.lib.instance import Instance, InstanceError
from azukari.lib.network import is_loopback

_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON; "
    "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-32000; PRAGMA mmap_size=268435456"
)
_GIVEN_UP = {"connect_timeout": 5, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}
"""Seconds, and tries: a server that has vanished without a word is noticed within half a minute."""
_PREPARED = 5  # so often a statement comes before the server keeps its plan; only `database.rows` sends such statements
_PREPARED_ON_SQLITE = 1024  # an erasure asks more statements, one after the other, than Python keeps unless told so
_ENCRYPTED = frozenset({"require", "verify-ca", "verify-full"})
_OPTIONS = frozenset({"sslmode", "sslrootcert", "sslcert", "sslkey", "target_session_attrs"})
_WRITABLE = frozenset({"read-write", "primary"})
_parts = re.compile(r"(?P<before>postgres(?:ql)?://(?:[^/?#\[\]]*@)?)(?P<servers>[^/?#@]*)(?P<after>/.*)?").fullmatch
_host_and_port = re.compile(
    r"(?:\[(?P<address>(?=[^\]:]*:)[0-9a-fA-F:.]+)\]|(?P<host>[^\[\]:]*))(?::(?P<port>[1-9][0-9]{0,4})?)?"
).fullmatch


def database(instance: Instance, url: str) -> dict[str, Any]:
    """Django's settings of the database.

    Args:
        url: ``""`` for SQLite, else ``postgresql://user:password@host:port/name``, which may end in
            ``?sslmode=...&sslrootcert=...``. Beyond this machine the default is ``verify-full`` against the system's
            certificates. Of several servers, ``host1:5432,host2:5432``, the first that takes writes is used.

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
    parts = _parts(url)
    at = urlsplit(f"{parts['before']}server{parts['after']}") if parts else urlsplit("")
    options, servers = dict(parse_qsl(at.query)), _servers(parts["servers"] if parts else "")
    if not at.path.strip("/") or set(options) - _OPTIONS or not servers:
        raise InstanceError(
            "The setting database is not understood. Write postgresql://user:password@host:5432/name; several servers"
            " of one cluster as host1:5432,host2:5432."
        )
    if any(host and not is_loopback(host) for host, _port in servers):
        options = options if "sslmode" in options else {"sslmode": "verify-full", "sslrootcert": "system"} | options
        if options["sslmode"] not in _ENCRYPTED:
            raise InstanceError("The database must be reached by TLS beyond this machine. Write ?sslmode=verify-full.")
    if len(servers) > 1:
        options = {"target_session_attrs": "read-write"} | options
    if options.get("target_session_attrs", "primary") not in _WRITABLE:
        raise InstanceError("target_session_attrs of database takes read-write or primary: a standby takes no writes.")
    return {
        "ENGINE": "azukari.core.database.postgresql",
        "NAME": at.path.removeprefix("/"),
        "USER": unquote(at.username or ""),
        "PASSWORD": unquote(at.password or ""),
        "HOST": ",".join(host for host, _port in servers),
        "PORT": ",".join(port for _host, port in servers) if any(port for _host, port in servers) else "",
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": _GIVEN_UP | options | {"prepare_threshold": _PREPARED},
    }


def _servers(text: str) -> list[tuple[str, str]]:
    """Hosts and ports as libpq takes them, ``host1:5432,host2`` (RFC 3986 has one alone); empty if one is no server."""
    several = [_host_and_port(one) for one in text.split(",")]
    found = [(one["address"] or one["host"], one["port"] or "") for one in several if one]
    whole = len(found) == len(several) and all(host or len(several) == 1 for host, _port in found)
    return found if whole else []
