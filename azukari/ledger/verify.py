"""The whole ledger, computed anew: every entry, every tile, every checkpoint ever signed, every row that waits.

Entries are read in order and hashed into a tree of our own; what is stored (tiles, roots, signed checkpoints) must
agree with it, and commitments must open where a key is at hand. Since the tree is grown leaf by leaf and compared with
each checkpoint on the way, all checkpoints are consistent with each other as well. Memory stays flat, and the ledger
may grow meanwhile.

What no verifier can see from within: a database set back whole to an earlier day. A checkpoint that was kept outside,
by a witness or in somebody's receipt, shows it (`outside.contains`).
"""
# ruff: noqa: S608  (constants)

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from django.db import connection

from azukari.ledger import leaf, outside, stored
from azukari.ledger.immutable import unguarded
from azukari.ledger.integrate import sealed
from azukari.ledger.models import TABLES
from azukari.ledger.report import SHOWN, Report
from azukari.lib import merkle, tiles

type OpeningOf = Callable[[UUID], bytes | None]

_PAGE = 1024


def verify(opening_of: OpeningOf, progress: Callable[[int, int], object] | None = None) -> Report:
    """Check everything.

    Args:
        opening_of: gives the ledger key of the person that an entry is about, 32 bytes, or None if it is gone.
        progress: told now and then how many entries of how many are done.
    """
    report = Report()
    for table in unguarded(connection, TABLES):
        report.add("unguarded", table)
    size, entries, full, checkpoints = _extent()
    if entries != size:
        report.add("entry-count", f"{entries} / {size}")
    walk = _Walk(report, opening_of, size)
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
    _pending(report, opening_of)
    return report


def _extent() -> tuple[int, int, int, int]:
    """Size of the tree, entries, tiles and checkpoints, at one moment: one statement sees one state of the database."""
    integer = " WHERE typeof(size) = 'integer'" if connection.vendor == "sqlite" else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT (SELECT max(size) FROM ledger_checkpoint{integer}), (SELECT count(*) FROM ledger_entry),"
            " (SELECT count(*) FROM ledger_tile), (SELECT count(*) FROM ledger_checkpoint)"
        )
        size, entries, full, checkpoints = cursor.fetchone() or (0, 0, 0, 0)
    return size or 0, entries, full, checkpoints


class _Walk:
    """The tree, grown anew from the entries and compared with what is stored."""

    def __init__(self, report: Report, opening_of: OpeningOf, size: int) -> None:
        self.report, self.opening_of, self.size = report, opening_of, size
        self.full = 0
        self._tree = merkle.Frontier()
        self._levels: list[list[bytes]] = [[]]
        self._checkpoints = _checkpoints(size)
        self._next = next(self._checkpoints, None)
        self._diverged = False

    def chunks(self) -> Iterator[int]:
        """Do the work, and tell after each page how far it has come."""
        self._compare_root()
        entries = _entries(self.size)
        following = next(entries, None)
        while self._tree.size < self.size:
            index = self._tree.size
            if following is None and index >= self.report.entries + SHOWN:
                return  # the rest is missing as well
            if following is not None and following[0] == index:
                self._append(self._leaf(index, following[1:]))
                self.report.entries += 1
                following = next(entries, None)
            else:
                self.report.add("entry-missing", index)
                self._append(leaf.PUBLIC_KEY)
            if index % _PAGE == 0:
                yield index
        yield self.size

    def _leaf(self, index: int, values: tuple[Any, ...]) -> bytes:
        try:
            event = stored.parse(values)
        except stored.Damaged:
            self.report.add("entry-damaged", index)
            return merkle.leaf_hash(b"")
        if not _opens(event, self.opening_of, self.report):
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
            cursor.execute('SELECT hashes, root FROM ledger_tile WHERE level = %s AND "index" = %s', [level, index])
            row = cursor.fetchone()
        if row is None:
            self.report.add("tile-missing", f"{level}/{index}")
            return
        self.report.tiles += 1
        if not all(isinstance(value, bytes | memoryview) for value in row):
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


def _entries(size: int) -> Iterator[tuple[Any, ...]]:
    after = -1
    select = stored.columns('"index"')
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                f'SELECT {select} FROM ledger_entry WHERE "index" > %s AND "index" < %s ORDER BY "index" LIMIT {_PAGE}',
                [after, size],
            )
            rows = cursor.fetchall()
        yield from rows
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


def _opens(event: stored.Event, opening_of: OpeningOf, report: Report) -> bool:
    def commits(key: bytes) -> bool:
        return leaf.commit(leaf.opening(key, event.id), event.text) == event.commitment

    if commits(leaf.PUBLIC_KEY):
        report.public += 1
        return True
    key = opening_of(event.id)
    if key is None:
        report.closed += 1
        return True
    report.opened += 1
    return commits(key)


def _pending(report: Report, opening_of: OpeningOf) -> None:
    after = None
    while rows := stored.waiting(after, _PAGE):
        for place, seal, *values in rows:
            report.pending += 1
            event = sealed(seal, tuple(values))
            if event is None:
                report.add("pending-damaged", place)
            elif not _opens(event, opening_of, report):
                report.add("pending-commitment", place)
        after = rows[-1][0]
