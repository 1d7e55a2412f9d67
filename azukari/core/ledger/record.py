"""Writing down what happened, inside the transaction in which it happened: both are kept, or neither is.

The row waits in ``ledger_pending`` until the sequencer (`integrate`) gives it a place in the tree, so writers never
queue on the tree. This is on the path of every submission: plain tuples, one statement, no model instances.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from django.db import connection

from azukari.core.database.rows import Rows
from azukari.core.ledger import leaf
from azukari.core.ledger.catalogue import Kind
from azukari.core.ledger.events import Event, check
from azukari.core.ledger.models import Pending
from azukari.core.ledger.shapes import Value
from azukari.core.ledger.signing_keys import current
from azukari.lib.identifier import numbered
from azukari.lib.random_bytes import random_bytes

COLUMNS = ("id", "at", "kind", "payload", "salt", "commitment", "seal")
# For a checked payload (ASCII words and small numbers) this is what `lib.canonical` writes, ten times faster.
_canonical = msgspec.json.Encoder(order="sorted").encode
_ROWS_AT_ONCE = 500  # SQLite takes 32,766 variables
_HEAD = f"INSERT INTO ledger_pending ({', '.join(COLUMNS)}) VALUES "  # noqa: S608  (constants)
_TUPLE = "(" + ", ".join(["%s"] * len(COLUMNS)) + ")"


class PendingRow(NamedTuple):
    """One row of ``ledger_pending``, in the order of ``COLUMNS``; ``id`` is a UUID, whatever the engine makes of it."""

    id: UUID
    at: str
    kind: str
    payload: str
    salt: bytes
    commitment: bytes
    seal: bytes


def prepare(event: Event, *, now: datetime, key: bytes | None) -> PendingRow:
    """Make the row for an event, without touching the database.

    Args:
        event: what happened.
        now: when, with its time zone; kept to the microsecond.
        key: the person's ledger key, 32 bytes. None if the event is about nobody, or about somebody who has no key any
            more: then the entry is committed under a key that is thrown away, and nobody will ever tie it to them.

    Raises:
        EventRefused: the payload holds something that its kind does not declare.
        ValueError: there is a key without a subject, or a time without a zone.
    """
    return prepare_all([event], now=now, key=key)[0]


def prepare_all(events: Sequence[Event], *, now: datetime, key: bytes | None) -> list[PendingRow]:
    """As `prepare`, for several events about the same person, or all about nobody."""
    moment = _Moment(now, instant(now), current().seed)
    return [_prepared(event, written(event.kind, event.payload), moment, key=key) for event in events]


def written(kind: Kind, payload: Mapping[str, Value]) -> str:
    """The payload as it is kept.

    Raises:
        EventRefused: it holds something that its kind does not declare.
    """
    check(kind, payload)
    return _canonical(dict(payload)).decode()


class _Moment(NamedTuple):
    """What all events share that are written down together.

    Args:
        at: the moment as the ledger writes it.
        seed: of the instance's key in effect.
    """

    now: datetime
    at: str
    seed: bytes


def _prepared(event: Event, payload: str, moment: _Moment, *, key: bytes | None) -> PendingRow:
    if event.subject is None and key is not None:
        raise ValueError("A ledger key was given for an event about nobody.")
    id = new_id(moment.now)
    at, kind = moment.at, event.kind.name
    salt = random_bytes(leaf.SALT_BYTES)
    text = leaf.canonical(id, at, kind, payload)
    key = key or (random_bytes(leaf.KEY_BYTES) if event.subject else leaf.PUBLIC_KEY)
    commitment = leaf.commit(leaf.opening(key, id), text)
    sealed = leaf.seal(moment.seed, leaf.leaf(id, commitment, salt, text))
    return PendingRow(id, at, kind, payload, salt, commitment, sealed)


def insert(rows: Sequence[PendingRow]) -> None:
    """Write prepared rows, in one statement as long as they are few.

    Raises:
        RuntimeError: no transaction is open, so the record and what it records could part.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("The ledger is written inside the transaction of what it records; open one first.")
    sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            chunk = rows[start : start + _ROWS_AT_ONCE]
            values: list[Any] = []
            for row in chunk:
                values += (row[0].hex, *row[1:]) if sqlite else row
            cursor.execute(_HEAD + ", ".join([_TUPLE] * len(chunk)), values)


def as_rows(rows: Sequence[PendingRow]) -> Rows:
    """Prepared rows for those who write rows of several tables together."""
    return {Pending: rows}


def record(event: Event, *, now: datetime, key: bytes | None = None) -> UUID:
    """Write one event down; see ``prepare`` for the arguments and errors. Returns the entry's id."""
    row = prepare(event, now=now, key=key)
    insert([row])
    return row.id


def record_many(events: Iterable[tuple[Event, bytes | None]], *, now: datetime) -> list[UUID]:
    """Write several events down in one statement, each with its person's ledger key or None; returns their ids."""
    rows: list[PendingRow] = []
    moment = _Moment(now, instant(now), current().seed)
    last, text = None, ""
    for event, key in events:
        if last is None or event.payload is not last.payload or event.kind is not last.kind:
            last, text = event, written(event.kind, event.payload)  # the same for everybody on a page: written once
        rows.append(_prepared(event, text, moment, key=key))
    insert(rows)
    return [row.id for row in rows]


def new_id(now: datetime) -> UUID:
    """A fresh entry id: a UUID of version 8 (RFC 9562 5.8), laid out as version 7 is, with microseconds, so that ids
    sort about as they came. The version says that the public tree hides the id (`leaf.name`).
    """
    micros = round(now.timestamp() * 1_000_000)
    fraction = (micros % 1000) * 4096 // 1000
    random = int.from_bytes(random_bytes(8)) >> 2
    return numbered((micros // 1000) << 80 | 0x8000 << 64 | fraction << 64 | 0x2 << 62 | random)


def first_id(since: datetime) -> UUID:
    """An id that sorts before those of all entries of the same millisecond and later ones: ids sort by their time."""
    return UUID(int=int(since.timestamp() * 1000) << 80)


def instant(now: datetime) -> str:
    """A moment as the ledger writes it: UTC, always with six decimals, 27 characters."""
    if now.tzinfo is None:
        raise ValueError("A time in the ledger needs its time zone.")
    return now.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"
