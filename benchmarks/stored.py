"""How many rows a table has, or what a query adds up, asked of the database directly."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import psycopg

_OURS = "data/azukari.sqlite3"


def count(table: str, environment: Mapping[str, str]) -> int:
    """The number of rows of a table, ours or the bare project's."""
    file = "bare.sqlite3" if table.startswith("bare") else _OURS
    return added(f'SELECT count(*) FROM "{table}"', environment, file=file)


def added(query: str, environment: Mapping[str, str], *, file: str = _OURS) -> int:
    """The one number that a query finds; 0 where it finds none.

    Args:
        file: of the database within the instance, where it is SQLite.
    """
    if environment.get("AZUKARI_DATABASE"):
        with psycopg.connect(environment["AZUKARI_DATABASE"]) as server:
            row = server.execute(query).fetchone()
            return int(row[0] or 0) if row else 0
    with closing(sqlite3.connect(Path(environment["AZUKARI_INSTANCE"]) / file)) as database:
        return int(database.execute(query).fetchone()[0] or 0)
