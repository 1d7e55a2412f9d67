"""Prepared statements: SQL whose text is written out once, where Django would make it anew each time; for what is asked
on the path of every registration.

Many ids go as one parameter (`id_set`), so the text is the same for one as for a batch.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from azukari.core.database.id_set import IS_ONE, Ids
from azukari.core.database.rows import sqlite_hex, sqlite_time
from azukari.lib.identifier import from_hex

_FOR_UPDATE = {"sqlite": "", "postgresql": " FOR UPDATE"}

type Value = Ids | UUID | datetime | str | int | bytes | None


class Statement:
    """One statement for both engines.

    Args:
        text: ``%s`` stands for a value, ``{is_one}`` behind a column for being one of many ids, ``{for_update}`` at the
            end for locking the rows, where the engine has more than one writer.
    """

    def __init__(self, text: str) -> None:
        self._texts = {
            vendor: text.format(is_one=is_one, for_update=_FOR_UPDATE[vendor]) for vendor, is_one in IS_ONE.items()
        }

    def rows(self, *values: Value) -> Sequence[tuple[Any, ...]]:
        """What it selects. Columns of ids are read by `as_id`."""
        with connection.cursor() as cursor:
            cursor.execute(*self._filled(values))
            found: Sequence[tuple[Any, ...]] = cursor.fetchall()
        return found

    def finds(self, *values: Value) -> bool:
        """Whether it selects anything."""
        with connection.cursor() as cursor:
            cursor.execute(*self._filled(values))
            return cursor.fetchone() is not None

    def run(self, *values: Value) -> int:
        """Carry it out in the caller's transaction; returns how many rows it changed."""
        with connection.cursor() as cursor:
            cursor.execute(*self._filled(values))
            changed: int = cursor.rowcount
        return changed

    def _filled(self, values: Sequence[Value]) -> tuple[str, list[Any]]:
        vendor = connection.vendor
        kept = [value.stored(vendor) if isinstance(value, Ids) else value for value in values]
        return self._texts[vendor], [_on_sqlite(value) for value in kept] if vendor == "sqlite" else kept


def _on_sqlite(value: Any) -> Any:
    if isinstance(value, UUID):
        return sqlite_hex(value)
    return sqlite_time(value) if isinstance(value, datetime) else value


def as_id(value: UUID | str) -> UUID:
    """An id, as a column of ids gives it on either engine."""
    return value if isinstance(value, UUID) else from_hex(value)


def as_time(value: datetime) -> datetime:
    """A moment, as a column of times gives it on either engine; SQLite's has no zone, and is UTC."""
    return value if value.tzinfo else value.replace(tzinfo=UTC)
