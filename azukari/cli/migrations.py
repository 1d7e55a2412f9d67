"""Migrations: whether the database can be used by this version of the program, and bringing it up to it."""

import os

from django.conf import settings
from django.core.management import call_command
from django.db import Error, connection

from azukari.core.database.pending import pending
from azukari.core.database.reach import Reach, reach
from azukari.lib.verb import Refusal

_NOT_ALLOWED = "42501"  # PostgreSQL's insufficient_privilege


def is_empty() -> bool:
    """Whether the database has no table at all."""
    return not connection.introspection.table_names()


def trouble() -> str:
    """Why the database cannot be used, and what to do, in a sentence or two; ``""`` if it can be."""
    return _look()[0]


def _look() -> tuple[str, Error | None]:
    """The same, with the error that told so."""
    try:
        missing = pending()
        empty = bool(missing) and is_empty()
    except Error as error:
        return _unreachable(), error
    if not missing:
        return "", None
    run = f"azukari migrate --dir {settings.AZUKARI.root}"
    if empty:
        return f"The database has no tables yet. Make them with: {run}", None
    return f"The database is older than the program ({len(missing)} steps). Make a backup, then run: {run}", None


def refuse_pending() -> None:
    """Pass if the database can be reached and is current.

    Raises:
        Refusal: it cannot, or is not.
    """
    said, error = _look()
    if said:
        raise Refusal(said) from error


def migrate() -> int:
    """Bring the database up to this version. Returns how many steps that took.

    Raises:
        Refusal: it cannot be reached, or lets its user make no tables.
    """
    try:
        steps = len(pending())
        if steps:
            call_command("migrate", verbosity=0, interactive=False)
    except Error as error:
        if getattr(error.__cause__, "sqlstate", "") == _NOT_ALLOWED:
            raise Refusal(
                "The database does not let its user make tables. As its owner, run there: GRANT ALL ON SCHEMA public"
                f' TO "{connection.settings_dict["USER"]}";'
            ) from error
        if said := unreachable():
            raise Refusal(said) from error
        raise
    return steps


def unreachable() -> str:
    """Why no connection to the database comes about, in a sentence or two; ``""`` if one does."""
    try:
        connection.ensure_connection()
        pending()
    except Error:
        return _unreachable()
    return ""


def servers(hosts: str, ports: str) -> str:
    """The servers of the database as people write them, ``db1:5432, db2:5432``."""
    several = hosts.split(",")
    each = ports.split(",") if "," in ports else [ports] * len(several)
    return ", ".join(f"{host or 'this machine'}:{port or 5432}" for host, port in zip(several, each, strict=True))


def _unreachable() -> str:
    known, where = connection.settings_dict, settings.AZUKARI.root / "azukari.toml"
    if connection.vendor == "sqlite":
        return (
            f"The database {known['NAME']} cannot be read. See that it is whole, lies on a disk of this machine and"
            " belongs to this user; else bring it back from a backup: azukari restore --help"
        )
    named = "the variable AZUKARI_DATABASE" if os.environ.get("AZUKARI_DATABASE") else f"database in {where}"
    server = servers(known["HOST"], known["PORT"])
    name, user = known["NAME"], known["USER"]
    match reach():
        case Reach.REFUSED:
            return (
                f"PostgreSQL at {server} answers, and does not let the user {user} in. See that {named} gives the right"
                " user and password, and that pg_hba.conf allows them."
            )
        case Reach.NO_DATABASE:
            return (
                f"PostgreSQL at {server} knows user and password, and has no database {name} that {user} may open. See"
                f' that {named} gives the right name; to make it, run there: CREATE DATABASE "{name}" OWNER "{user}";'
            )
        case Reach.STANDBY:
            return (
                f"PostgreSQL at {server} answers, and takes no writes: each is a standby or read-only. See that one of"
                " them is the primary; after a failover, wait until one is."
            )
        case Reach.STARTING:
            return f"PostgreSQL at {server} is starting or stopping. Try again in a minute."
    return (
        f"The database {name} at {server} cannot be reached. See that PostgreSQL runs there, and that {named}"
        " gives the right server and port, and by TLS a certificate that is trusted here."
    )
