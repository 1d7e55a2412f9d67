"""The whole ledger, computed anew: every entry, every tile, every checkpoint ever signed, every row that waits.

Entries are read in order and hashed into a tree of our own; what is stored (tiles, roots, signed checkpoints) must
agree with it, and commitments must open where a key is at hand. Since the tree is grown leaf by leaf and compared with
each checkpoint on the way, all checkpoints are consistent with each other as well. Memory stays flat, and the ledger
may grow meanwhile.

What no verifier can see from within: a database set back whole to an earlier day. A checkpoint that was kept outside,
by a witness or in somebody's receipt, shows it (`contains`).
"""
# ruff: noqa: S608  (constants)

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from azukari.ledger import leaf, stored, tree
from azukari.ledger.immutable import unguarded
from azukari.ledger.integrate import sealed
from azukari.ledger.models import TABLES
from azukari.lib import cosignature, merkle, note, tiles

type OpeningOf = Callable[[UUID], bytes | None]

_PAGE = 1024
_SHOWN = 100

SENTENCES = {
    "entry-missing": gettext_noop("Entry %(place)s is not there."),
    "entry-damaged": gettext_noop("Entry %(place)s is not as this program writes entries."),
    "entry-changed": gettext_noop("Entry %(place)s is not the one that was sealed into the tree."),
    "entry-count": gettext_noop("The number of entries is not the one that was signed (%(place)s)."),
    "commitment": gettext_noop("The commitment of entry %(place)s does not open with its person's key."),
    "tile-missing": gettext_noop("Tile %(place)s is not there."),
    "tile-changed": gettext_noop("Tile %(place)s was changed."),
    "tile-count": gettext_noop("There are tiles that do not belong to the tree (%(place)s)."),
    "checkpoint-damaged": gettext_noop("Checkpoint %(place)s is malformed or not signed by this ledger."),
    "checkpoint-root": gettext_noop("Checkpoint %(place)s, and maybe later ones, signed another history."),
    "checkpoint-count": gettext_noop("There are checkpoints that do not belong to the tree (%(place)s)."),
    "pending-damaged": gettext_noop("The waiting row %(place)s was not written by this program as it stands."),
    "pending-commitment": gettext_noop("The commitment of waiting row %(place)s does not open with its person's key."),
    "cosignature": gettext_noop("The cosignature %(place)s is damaged, or about another history than this one."),
    "outside-damaged": gettext_noop("The checkpoint %(place)s is malformed, or was not signed by this ledger."),
    "outside-later": gettext_noop("The ledger was set back: it had signed a checkpoint of %(place)s entries."),
    "outside-root": gettext_noop("The ledger had signed another history up to entry %(place)s."),
    "unguarded": gettext_noop("The database no longer refuses changes to table %(place)s."),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that does not agree: a stable code, and where."""

    code: str
    place: str

    @property
    def sentence(self) -> str:
        return _(SENTENCES[self.code]) % {"place": self.place}


@dataclass(slots=True)
class Report:
    """What was looked at, and what was found.

    Args:
        entries, pending, tiles, checkpoints: how many were checked.
        public: entries and waiting rows about nobody, whose commitment anybody can open.
        opened: those whose commitment opened with the person's key.
        cosignatures: how many statements of witnesses were checked.
        closed: those whose key is gone (or was not at hand); they are checked by their digest.
        found: how many problems there are; ``problems`` names the first hundred.
    """

    entries: int = 0
    pending: int = 0
    tiles: int = 0
    checkpoints: int = 0
    cosignatures: int = 0
    public: int = 0
    opened: int = 0
    closed: int = 0
    found: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.found

    def add(self, code: str, place: object) -> None:
        """Note a problem."""
        self.found += 1
        if len(self.problems) < _SHOWN:
            self.problems.append(Problem(code, str(place)))


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
    _cosigned(report)
    _pending(report, opening_of)
    return report


def contains(signed: str, name: str) -> Problem | None:
    """Whether this ledger, found sound by `verify`, still holds what it once signed.

    Args:
        signed: a checkpoint of this ledger that was kept outside, with or without cosignatures.
        name: what to call it in a sentence.
    """
    try:
        kept = note.checkpoint(note.text(signed, tree.verifier(signed.partition("\n")[0])))
    except note.NoteError:
        return Problem("outside-damaged", name)
    if kept.size > tree.size():
        return Problem("outside-later", str(kept.size))
    if kept.root != merkle.root(kept.size, tiles.subtree(kept.size, tree.read)):
        return Problem("outside-root", str(kept.size))
    return None


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
            if following is None and index >= self.report.entries + _SHOWN:
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
            checkpoint = _checkpoint(signed)
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


def _cosigned(report: Report) -> None:
    """Whatever witnesses stated is about checkpoints that are here."""
    after: Any = -1
    while rows := _cosignatures(after):
        for size, *stated, signed in rows:
            report.cosignatures += 1
            if not _covers([bytes(value) for value in stated], _checkpoint(bytes(signed or b""))):
                report.add("cosignature", size)
            after = size


def _covers(stated: list[bytes], checkpoint: note.Checkpoint | None) -> bool:
    """Whether a witness's row is whole, and about that checkpoint."""
    try:
        name, key, line = (value.decode() for value in stated)
        by = cosignature.witness(key)
        cosignature.check(line, checkpoint.text if checkpoint else "", by)
    except (UnicodeDecodeError, note.NoteError):
        return False
    return checkpoint is not None and by.name == name


def _cosignatures(after: Any) -> list[tuple[Any, ...]]:
    """The cosignatures of the next checkpoints that have some."""
    texts = ", ".join(stored.text(f"o.{column}") for column in ("witness", "key", "line"))
    signed = f"(SELECT {stored.text('c.note')} FROM ledger_checkpoint c WHERE c.size = o.size)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT o.size, {texts}, {signed} FROM ledger_cosignature o WHERE o.size IN (SELECT DISTINCT size"
            f" FROM ledger_cosignature WHERE size > %s ORDER BY size LIMIT {_PAGE}) ORDER BY o.size",
            [after],
        )
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _checkpoint(signed: bytes) -> note.Checkpoint | None:
    """The checkpoint of a note that this ledger signed, under the name that it had at the time."""
    try:
        text = signed.decode()
        by = tree.verifier(text.partition("\n")[0])
        checkpoint = note.checkpoint(note.text(text, by))
    except (UnicodeDecodeError, note.NoteError):
        return None
    # One line of ours and nothing else: otherwise bytes could be added that no signature covers.
    return checkpoint if text.count("\n") == 5 and text.startswith(f"{checkpoint.text}\n— ") else None


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
