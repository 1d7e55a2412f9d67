"""The tree as it lies in the database: its latest checkpoint, its tiles, and hashes and proofs out of them."""

from collections.abc import Collection, Iterator
from itertools import takewhile
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from azukari.core.ledger import signing_keys, stored
from azukari.lib import key_handover, merkle, signed_note, tiles


class Missing(LookupError):
    """The ledger has no such tile or entry."""


def origin() -> str:
    """The ledger's name: its address without the scheme (C2SP tlog-tiles)."""
    at = urlsplit(settings.AZUKARI.base_url)
    return f"{at.netloc}{at.path.rstrip('/')}/ledger"


def verifier() -> signed_note.Verifier:
    """The public key that checkpoints are signed with, under today's name."""
    return signed_note.Verifier(origin(), signing_keys.current().public)


def opened(signed: str) -> key_handover.Opened:
    """A checkpoint that this ledger signed, by whichever of its keys, under the name that it had then.

    Raises:
        NoteError: it did not, or its own hand-overs of keys are damaged.
    """
    return signing_keys.chain(signed.partition("\n")[0]).opened(signed)


def handovers() -> list[str]:
    """The hand-overs of the signing key that strangers see, from the first one on: those that concern what is shown."""
    known = signing_keys.handovers()
    signed = (shown() if known else None) or ""
    size, lines = shown_size() if signed else 0, signed.rpartition("\n\n")[2].splitlines()
    signers = {signed_note.key_id(line) for line in lines}
    return list(takewhile(lambda note: _concerns(note, size, signers), known))


def _concerns(note: str, size: int, signers: Collection[bytes]) -> bool:
    """Whether a hand-over is about a checkpoint of that size, signed by these; a damaged one is for whoever reads it to
    refuse.
    """
    try:
        handover = key_handover.read(note)
    except signed_note.NoteError:
        return True
    return handover.size <= size or handover.new.key_id in signers


def shown_verifier() -> signed_note.Verifier:
    """The newest public key that strangers see."""
    known, visible = signing_keys.handovers(), handovers()
    if len(known) == len(visible):
        return verifier()
    return signed_note.Verifier(origin(), key_handover.read(known[len(visible)]).old.public)


def shown() -> str | None:
    """The checkpoint that strangers see, as a signed note, or None before the first beat (`publish`)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT note FROM ledger_checkpoint WHERE size = %s", [shown_size()])
        row = cursor.fetchone()
    return row[0] if row else None


def shown_size() -> int:
    """How many entries strangers see."""
    if not settings.AZUKARI.ledger_minutes:
        return size()
    return _largest("ledger_published")


def was_shown(size: int) -> bool:
    """Whether strangers have seen the checkpoint of ``size`` entries."""
    table = "ledger_published" if settings.AZUKARI.ledger_minutes else "ledger_checkpoint"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {table} WHERE size = %s", [size])  # noqa: S608  (constants)
        return cursor.fetchone() is not None


def published() -> str | None:
    """The checkpoint that strangers see, with what witnesses have stated about it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.note, o.line FROM ledger_checkpoint c LEFT JOIN ledger_cosignature o ON o.size = c.size"
            " WHERE c.size = %s ORDER BY o.witness",
            [shown_size()],
        )
        rows = cursor.fetchall()
    return "".join([rows[0][0], *(line for _, line in rows if line)]) if rows else None


def witnessed(beyond: int = 0) -> str | None:
    """The latest checkpoint of more than ``beyond`` entries about which a witness has stated something, with that."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.note, o.line FROM ledger_checkpoint c JOIN ledger_cosignature o ON o.size = c.size"
            " WHERE c.size = (SELECT max(size) FROM ledger_cosignature WHERE size > %s) ORDER BY o.witness",
            [beyond],
        )
        rows = cursor.fetchall()
    return "".join([rows[0][0], *(line for _, line in rows)]) if rows else None


def size() -> int:
    """How many entries the latest checkpoint covers."""
    return _largest("ledger_checkpoint")


def _largest(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT max(size) FROM {table}")  # noqa: S608  (constants)
        [(size,)] = cursor.fetchall()
    return size or 0


def leaves(start: int, end: int) -> Iterator[bytes]:
    """The leaves from ``start`` up to ``end``, out of the entries.

    Raises:
        Missing: some entry is not there, or is damaged.
    """
    sql = f'SELECT {stored.columns()} FROM ledger_entry WHERE "index" >= %s AND "index" < %s ORDER BY "index"'  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [start, end])
        rows = cursor.fetchall()
    if len(rows) != end - start:
        raise Missing
    try:
        for row in rows:
            yield stored.parse(row).leaf
    except stored.Damaged as error:
        raise Missing from error


def read(tile: tiles.Tile) -> bytes:
    """A tile's hashes: stored if it is full, else from what stands below it.

    Raises:
        Missing: the tree has no such tile.
    """
    first, end = tile.index * tiles.WIDTH, tile.index * tiles.WIDTH + tile.width
    if tile.width == tiles.WIDTH:
        sql, values = 'SELECT hashes FROM ledger_tile WHERE level = %s AND "index" = %s', [tile.level, tile.index]
    elif tile.level:
        sql = 'SELECT root FROM ledger_tile WHERE level = %s AND "index" >= %s AND "index" < %s ORDER BY "index"'
        values = [tile.level - 1, first, end]
    else:
        return b"".join(map(merkle.leaf_hash, leaves(first, end)))
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found = b"".join(bytes(row[0]) for row in cursor.fetchall())
    if len(found) != tile.width * tiles.HASH_BYTES:
        raise Missing
    return found


def reading(indexes: Collection[int]) -> tiles.Read:
    """`read`, with the full lowest tiles that hold these entries at hand. One query."""
    wanted = sorted({index // tiles.WIDTH for index in indexes})
    marks = ", ".join(["%s"] * len(wanted))
    sql = f'SELECT "index", hashes FROM ledger_tile WHERE level = 0 AND "index" IN ({marks})'  # noqa: S608
    at_hand: dict[int, bytes] = {}
    if wanted:
        with connection.cursor() as cursor:
            cursor.execute(sql, wanted)
            at_hand = {index: bytes(hashes) for index, hashes in cursor.fetchall()}

    def read_tile(tile: tiles.Tile) -> bytes:
        is_at_hand = tile.level == 0 and tile.width == tiles.WIDTH and tile.index in at_hand
        return at_hand[tile.index] if is_at_hand else read(tile)

    return read_tile


def consistency(old: int, new: int) -> list[bytes]:
    """The proof that the tree of ``new`` entries begins with the tree of ``old`` entries."""
    return merkle.consistency(old, new, tiles.subtree(new, read))
