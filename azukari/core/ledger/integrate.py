"""The sequencer: gives waiting events their place in the tree, and signs how far the tree has come.

One batch is one transaction: entries, full tiles, checkpoint and the removal of the waiting rows are all there or none
is, so it may be killed at any point. Only one sequencer works at a time: an advisory lock on PostgreSQL, the write lock
on SQLite; were both to fail, the primary key of the entries would still refuse two entries at one place.
"""
# ruff: noqa: S608  (constants)

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from azukari.core.ledger import kept_head, leaf, stored, tree
from azukari.core.ledger.signing_keys import current
from azukari.lib import merkle, signed_note, tiles

BATCH = 500
_LOCK = 0x617A756B  # any number, so long as nobody else of ours takes it


@dataclass(frozen=True, slots=True)
class Progress:
    """What a run has done.

    Args:
        entries: how many were integrated.
        refused: how many waiting rows were left where they are, because this program did not write them as they stand.
        lag: how long the one that waited longest had waited.
    """

    entries: int
    refused: int
    lag: timedelta


@dataclass(frozen=True, slots=True)
class _Batch:
    events: list[stored.Event]
    refused: int
    last: int | UUID | None  # the place after which the next batch begins, None if this was the last


def integrate_all(now: datetime) -> Progress:
    """Integrate everything that waits, batch by batch. Does nothing while another sequencer is at work.

    Raises:
        SetBack: the database is older than the last tree head that was signed, so nothing is signed over it.
    """
    entries = refused = 0
    lag = timedelta(0)
    after: int | UUID | None = None
    while stored.waiting(after, 1):  # asked first, so that an idle ledger takes no write lock
        batch = _integrate(after)
        if batch is None:
            break
        entries, refused, after = entries + len(batch.events), refused + batch.refused, batch.last
        if batch.events:
            oldest = datetime.fromisoformat(min(event.at for event in batch.events))
            lag = max(lag, now - oldest)
        if after is None:
            break
    return Progress(entries, refused, lag)


def _integrate(after: int | UUID | None) -> _Batch | None:
    with transaction.atomic(durable=True):
        if not _alone():
            return None
        batch = _take(after)
        if batch.events:
            size = tree.size()
            known = _known(batch.events)
            fresh = [event for event in batch.events if event.id not in known]
            if fresh:
                kept_head.refuse_set_back()
                _append(size, fresh)
            _discard(batch.events)
        return batch


def _alone() -> bool:
    if connection.vendor != "postgresql":
        return True  # the transaction is IMMEDIATE and holds the write lock
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        row = cursor.fetchone()
    return bool(row and row[0])


def wait_for_turn() -> None:
    """Keep the sequencer out until the transaction ends, once it has finished what it does."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _take(after: int | UUID | None) -> _Batch:
    """The next waiting rows, without those whose seal is not ours."""
    rows = stored.waiting(after, BATCH)
    events = [event for row in rows if (event := sealed(row[1], row[2:]))]
    return _Batch(events, len(rows) - len(events), rows[-1][0] if len(rows) == BATCH else None)


def sealed(seal: Any, values: tuple[Any, ...]) -> stored.Event | None:
    """The event of a waiting row, or None if the row is not as this program wrote it."""
    try:
        event = stored.parse(values)
    except stored.Damaged:
        return None
    return event if sealer(seal, event) else None


def sealed_by(seal: Any, values: tuple[Any, ...]) -> int | None:
    """The version of the ledger's key that sealed a waiting row; None if none of those that are here did."""
    try:
        return sealer(seal, stored.parse(values))
    except stored.Damaged:
        return None


def sealer(seal: Any, event: stored.Event) -> int | None:
    """The version of the ledger's key that made a seal; None if none of those that are here did."""
    keys = current()
    newest_first = sorted(keys.seeds, reverse=True)
    return next((v for v in newest_first if leaf.seal(keys.seeds[v], event.leaf) == bytes(seal or b"")), None)


def _known(events: Sequence[stored.Event]) -> set[object]:
    """Ids that have a place already: a waiting row that somebody put back."""
    ids = [stored.key(event.id) for event in events]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM ledger_entry WHERE id IN ({', '.join(['%s'] * len(ids))})", ids)
        found = {row[0] for row in cursor.fetchall()}
    return {event.id for event in events if stored.key(event.id) in found}


def _append(size: int, events: Sequence[stored.Event]) -> None:
    edge = defaultdict(list, {tile.level: tiles.split(tree.read(tile)) for tile in tiles.edge(size)})  # of each level
    full: list[tuple[int, int, bytes, bytes]] = []
    for index, event in enumerate(events, size):
        _push(edge, full, index, merkle.leaf_hash(event.leaf))
    new = size + len(events)
    root = merkle.root(new, tiles.subtree(new, lambda tile: b"".join(edge[tile.level])))
    origin = tree.origin()
    signed = current().sign(signed_note.Checkpoint(origin, new, root).text, name=origin)
    with connection.cursor() as cursor:
        cursor.executemany(
            'INSERT INTO ledger_entry ("index", id, at, kind, payload, salt, commitment)'
            " VALUES (%s, %s, %s, %s, %s, %s, %s)",
            [(index, stored.key(event.id), *event[1:]) for index, event in enumerate(events, size)],
        )
        if full:
            cursor.executemany('INSERT INTO ledger_tile (level, "index", hashes, root) VALUES (%s, %s, %s, %s)', full)
        cursor.execute(
            "INSERT INTO ledger_checkpoint (size, note) VALUES (%s, %s)",
            [new, signed],
        )
    kept_head.keep_after_commit(signed)


def _push(
    edge: defaultdict[int, list[bytes]], full: list[tuple[int, int, bytes, bytes]], index: int, hash: bytes
) -> None:
    """Add the hash of leaf ``index``; a tile that gets full moves to ``full``, and its root into the tile above."""
    level = 0
    while True:
        edge[level].append(hash)
        if len(edge[level]) < tiles.WIDTH:
            return
        hash = merkle.fold(edge[level])
        index //= tiles.WIDTH
        full.append((level, index, b"".join(edge[level]), hash))
        edge[level] = []
        level += 1


def _discard(events: Sequence[stored.Event]) -> None:
    ids = [stored.key(event.id) for event in events]
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM ledger_pending WHERE id IN ({', '.join(['%s'] * len(ids))})", ids)
