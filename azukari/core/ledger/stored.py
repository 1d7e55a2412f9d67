"""Ledger rows as they lie in the database, byte for byte, and the leaf that each of them makes.

Rows are read with raw SQL and without any conversion: a UUID that is spelled otherwise, a time with another zone or a
broken character would be lost in one, and is the kind of change that has to be found.
"""

import re
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from azukari.core.ledger import leaf
from azukari.core.ledger.record import COLUMNS

_TEXT = {"at", "kind", "payload"}

_ID = re.compile(rb"[0-9a-f]{32}").fullmatch
_AT = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z").fullmatch
_KIND = re.compile(rb"[a-z]+:[a-z]+:[a-z]+(?:-[a-z]+)*").fullmatch


class Damaged(Exception):
    """The row is not one that this program wrote."""


class Event(NamedTuple):
    """The part of a row that pending and entry share, checked for its form."""

    id: UUID
    at: str
    kind: str
    payload: str
    salt: bytes
    commitment: bytes

    @property
    def text(self) -> bytes:
        return leaf.canonical(self.id, self.at, self.kind, self.payload)

    @property
    def leaf(self) -> bytes:
        return leaf.leaf(self.id, self.commitment, self.salt, self.text)


def columns(*more: str) -> str:
    """The select list of a row's event, with ``more`` columns before it."""
    return ", ".join([*more, *map(_column, COLUMNS[:6])])


def parse(values: tuple[Any, ...]) -> Event:
    """Make an event of the six values that ``columns`` selects.

    Raises:
        Damaged: a value is not of the form in which it was written.
    """
    if None in values:
        raise Damaged
    id, at, kind, payload, salt, commitment = map(bytes, values)
    if not (_ID(id) and _AT(at) and _KIND(kind)):
        raise Damaged
    if len(salt) != leaf.SALT_BYTES or len(commitment) != leaf.HASH_BYTES:
        raise Damaged
    try:
        return Event(UUID(hex=id.decode()), at.decode(), kind.decode(), payload.decode(), salt, commitment)
    except UnicodeDecodeError as error:
        raise Damaged from error


def key(id: UUID) -> UUID | str:
    """An id as a parameter of raw SQL."""
    return id.hex if connection.vendor == "sqlite" else id


def waiting(after: int | UUID | None, limit: int) -> list[tuple[Any, ...]]:
    """Waiting rows as (place, seal, the values that ``parse`` takes), in order from behind the place ``after`` on.

    A place is the hidden rowid on SQLite, where a damaged id could be anything, and the id on PostgreSQL.
    """
    place = "rowid" if connection.vendor == "sqlite" else "id"
    beyond = "" if after is None else f"WHERE {place} > %s"
    sql = f"SELECT {place}, {blob('seal')}, {columns()} FROM ledger_pending {beyond} ORDER BY {place} LIMIT {limit}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [] if after is None else [after])
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def text(column: str) -> str:
    """Select a column of text as its bytes; None where SQLite was made to hold anything else in it."""
    if connection.vendor == "sqlite":
        return f"CASE typeof({column}) WHEN 'text' THEN CAST({column} AS BLOB) END"
    return f"convert_to({column}, 'UTF8')"


def blob(column: str) -> str:
    """Select a column of bytes; None, as for `text`."""
    return f"CASE typeof({column}) WHEN 'blob' THEN {column} END" if connection.vendor == "sqlite" else column


def _column(name: str) -> str:
    if name == "id":
        return text("id") if connection.vendor == "sqlite" else text("replace(id::text, '-', '')")
    return text(name) if name in _TEXT else blob(name)
