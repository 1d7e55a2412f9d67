"""The whole ledger, computed anew: every entry, every tile, every checkpoint ever signed, every row that waits.

Entries are read in order and hashed into a tree of our own; what is stored (tiles, roots, signed checkpoints) must
agree with it, and commitments must open where a key is at hand. Since the tree is grown leaf by leaf and compared with
each checkpoint on the way, all checkpoints are consistent with each other as well. Memory stays flat, and the ledger
may grow meanwhile.

What no verifier can see from within: a database set back whole to an earlier day. A checkpoint that was kept outside,
by a witness or in somebody's receipt, shows it (`outside.contains`).
"""
# ruff: noqa: S608  (constants)

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from azukari.core.ledger import leaf, outside, signing_keys, stored
from azukari.core.ledger.immutable import unguarded
from azukari.core.ledger.integrate import sealed
from azukari.core.ledger.models import TABLES
from azukari.core.ledger.report import SHOWN, Report
from azukari.lib import merkle, tiles
from azukari.lib.signed_note import NoteError

type KeysOf = Callable[[Collection[UUID]], Mapping[UUID, bytes]]

_PAGE = 1024


def verify(keys_of: KeysOf, progress: Callable[[int, int], object] | None = None) -> Report:
    """Check everything.

    Args:
        keys_of: gives for entries the ledger key of the person whom each is about, 32 bytes, unless it is gone.
        progress: told now and then how many entries of how many are done.
    """
    report = Report()
    for table in unguarded(connection, TABLES):
        report.add("unguarded", table)
    size, entries, full, checkpoints = _extent()
    if entries != size:
        report.add("entry-count", f"{entries} / {size}")
    walk = _Walk(report, keys_of, size)
    for chunk_end in walk.chunks():
        if progress:
            progress(chunk_end, size)
    if full != walk.full:
        report.add("tile-count", f"{full} / {walk.full}")
    if checkpoints != report.checkpoints:
        report.add("checkpoint-count", f"{checkpoints} / {report.checkpoints}")
    for size, sound in outside.cosignatures():
        report.cosignatures += 1
        if not sound:
            report.add("cosignature", size)
    _handovers(report)
    _pending(report, keys_of)
    return report


def _handovers(report: Report) -> None:
    """From the first key to the one in effect: each hand-over is here, holds, and follows the one before."""
    keys = signing_keys.current()
    for version in keys.missing:
        report.add("handover", version)
    report.handovers = len(keys.handovers)
    try:
        signing_keys.chain(signing_keys.NAME)
    except NoteError:
        report.add("handover", ", ".join(map(str, sorted(keys.handovers))))


def _extent() -> tuple[int, int, int, int]:
    """Size of the tree, entries, tiles and checkpoints, at one moment: one statement sees one state of the database."""
    integer = " WHERE typeof(size) = 'integer'" if connection.vendor == "sqlite" else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT (SELECT max(size) FROM ledger_checkpoint{integer}), (SELECT count(*) FROM ledger_entry),"
            " (SELECT count(*) FROM ledger_tile), (SELECT count(*) FROM ledger_checkpoint)"
        )
        [(size, entries, full, checkpoints)] = cursor.fetchall()
    return size or 0, entries, full, checkpoints


class _Walk:
    """The tree, grown anew from the entries and compared with what is stored."""

    def __init__(self, report: Report, keys_of: KeysOf, size: int) -> None:
        self.report, self.keys_of, self.size = report, keys_of, size
        self.full = 0
        self._tree = merkle.Frontier()
        self._levels: list[list[bytes]] = [[]]
        self._checkpoints = _checkpoints(size)
        self._next = next(self._checkpoints, None)
        self._diverged = False

    def chunks(self) -> Iterator[int]:
        """Do the work, and tell after each page how far it has come."""
        self._compare_root()
        entries = self._entries()
        following = next(entries, None)
        while self._tree.size < self.size:
            index = self._tree.size
            if following is None and index >= self.report.entries + SHOWN:
                return  # the rest is missing as well
            if following is not None and following[0] == index:
                self._append(self._leaf(index, following[1], following[2]))
                self.report.entries += 1
                following = next(entries, None)
            else:
                self.report.add("entry-missing", index)
                self._append(leaf.PUBLIC_KEY)
            if index % _PAGE == 0:
                yield index
        yield self.size

    def _entries(self) -> Iterator[tuple[int, stored.Event | None, bool]]:
        """Each entry by its index, None where it is damaged, and whether its commitment opens."""
        for rows in _pages(self.size):
            events = [_parsed(values) for _, *values in rows]
            opens = _opened(events, self.keys_of, self.report)
            yield from zip((row[0] for row in rows), events, opens, strict=True)

    def _leaf(self, index: int, event: stored.Event | None, opens: bool) -> bytes:
        if event is None:
            self.report.add("entry-damaged", index)
            return merkle.leaf_hash(b"")
        if not opens:
            self.report.add("commitment", index)
        return merkle.leaf_hash(event.leaf)

    def _append(self, hash: bytes) -> None:
        index = self._tree.size
        self._tree.append(hash)
        self._push(0, index, hash)
        self._compare_root()

    def _push(self, level: int, index: int, hash: bytes) -> None:
        if level == len(self._levels):
            self._levels.append([])
        hashes = self._levels[level]
        hashes.append(hash)
        if len(hashes) == tiles.WIDTH:
            number, root = index // tiles.WIDTH, merkle.fold(hashes)
            self.full += 1
            self._compare_tile(level, number, hashes, root)
            self._levels[level] = []
            self._push(level + 1, number, root)

    def _compare_tile(self, level: int, index: int, hashes: list[bytes], root: bytes) -> None:
        with connection.cursor() as cursor:
            select = f"{stored.blob('hashes')}, {stored.blob('root')}"
            cursor.execute(f'SELECT {select} FROM ledger_tile WHERE level = %s AND "index" = %s', [level, index])
            row = cursor.fetchone()
        if row is None:
            self.report.add("tile-missing", f"{level}/{index}")
            return
        self.report.tiles += 1
        if None in row:
            self.report.add("tile-changed", f"{level}/{index}")
            return
        found, found_root = bytes(row[0]), bytes(row[1])
        if found == b"".join(hashes) and found_root == root:
            return
        if (
            level == 0
            and len(found) == tiles.WIDTH * tiles.HASH_BYTES
            and merkle.fold(tiles.split(found)) == found_root
        ):
            for offset, (ours, theirs) in enumerate(zip(hashes, tiles.split(found), strict=True)):
                if ours != theirs:
                    self.report.add("entry-changed", index * tiles.WIDTH + offset)
        else:
            self.report.add("tile-changed", f"{level}/{index}")

    def _compare_root(self) -> None:
        while self._next is not None and self._next[0] <= self._tree.size:
            size, signed = self._next
            self._next = next(self._checkpoints, None)
            self.report.checkpoints += 1
            checkpoint = outside.checkpoint(signed)
            if checkpoint is None or checkpoint.size != size:
                self.report.add("checkpoint-damaged", size)
            elif checkpoint.root != self._tree.root() and not self._diverged:
                self._diverged = True
                self.report.add("checkpoint-root", size)


def _pages(size: int) -> Iterator[list[tuple[Any, ...]]]:
    after = -1
    select = stored.columns('"index"')
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                f'SELECT {select} FROM ledger_entry WHERE "index" > %s AND "index" < %s ORDER BY "index" LIMIT {_PAGE}',
                [after, size],
            )
            rows = cursor.fetchall()
        if rows:
            yield rows
        if len(rows) < _PAGE:
            return
        after = rows[-1][0]


def _checkpoints(size: int) -> Iterator[tuple[int, bytes]]:
    after = -1
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT size, {stored.text('note')} FROM ledger_checkpoint WHERE size > %s AND size <= %s"
                f" ORDER BY size LIMIT {_PAGE}",
                [after, size],
            )
            rows = cursor.fetchall()
        for found, signed in rows:
            yield found, bytes(signed or b"")
        if len(rows) < _PAGE:
            return
        after = rows[-1][0]


def _parsed(values: Sequence[Any]) -> stored.Event | None:
    try:
        return stored.parse(tuple(values))
    except stored.Damaged:
        return None


def _opened(events: Sequence[stored.Event | None], keys_of: KeysOf, report: Report) -> list[bool]:
    """For each event whether its commitment opens, as far as there is a key; the keys are asked for together."""
    about = [event.id for event in events if event and not _commits(event, leaf.PUBLIC_KEY)]
    keys, closed = keys_of(about) if about else {}, set(about)
    opens = []
    for event in events:
        if event is None or event.id not in closed:
            report.public += event is not None
            opens.append(True)
        elif (key := keys.get(event.id)) is None:
            report.closed += 1
            opens.append(True)
        else:
            report.opened += 1
            opens.append(_commits(event, key))
    return opens


def _commits(event: stored.Event, key: bytes) -> bool:
    return leaf.commit(leaf.opening(key, event.id), event.text) == event.commitment


def _pending(report: Report, keys_of: KeysOf) -> None:
    after = None
    while rows := stored.waiting(after, _PAGE):
        events = [sealed(seal, tuple(values)) for _, seal, *values in rows]
        for (place, *_), event, opens in zip(rows, events, _opened(events, keys_of, report), strict=True):
            report.pending += 1
            if event is None:
                report.add("pending-damaged", place)
            elif not opens:
                report.add("pending-commitment", place)
        after = rows[-1][0]
