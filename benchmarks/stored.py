"""How many rows a table has, asked of the database directly."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import psycopg


def count(table: str, environment: Mapping[str, str]) -> int:
    """The number of rows of a table, ours or the bare project's."""
    query = f'SELECT count(*) FROM "{table}"'
    if environment.get("AZUKARI_DATABASE"):
        with psycopg.connect(environment["AZUKARI_DATABASE"]) as server:
            row = server.execute(query).fetchone()
            return int(row[0]) if row else 0
    instance = Path(environment["AZUKARI_INSTANCE"])
    file = instance / "bare.sqlite3" if table.startswith("bare") else instance / "data" / "azukari.sqlite3"
    with closing(sqlite3.connect(file)) as database:
        return int(database.execute(query).fetchone()[0])
