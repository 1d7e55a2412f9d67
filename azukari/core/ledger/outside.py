"""What stands outside this database: statements of witnesses, and checkpoints that somebody kept."""
# ruff: noqa: S608  (constants)

from collections.abc import Iterator
from typing import Any

from django.db import connection

from azukari.core.ledger import stored, tree
from azukari.core.ledger.report import Discrepancy
from azukari.lib import cosignature, merkle, signed_note, tiles

_PAGE = 1024


def contains(signed: str, name: str) -> Discrepancy | None:
    """Whether this ledger, found sound by `verify`, still holds what it once signed.

    Args:
        signed: a checkpoint of this ledger that was kept outside, with or without cosignatures.
        name: what to call it in a sentence.
    """
    try:
        kept = tree.opened(signed).checkpoint
    except signed_note.NoteError:
        return Discrepancy("outside-damaged", name)
    if kept.size > tree.size():
        return Discrepancy("outside-later", str(kept.size))
    if kept.root != merkle.root(kept.size, tiles.subtree(kept.size, tree.read)):
        return Discrepancy("outside-root", str(kept.size))
    return None


def checkpoint(signed: bytes) -> signed_note.Checkpoint | None:
    """The checkpoint of a note that this ledger signed, under the name that it had at the time."""
    try:
        text = signed.decode()
        opened = tree.opened(text)
    except (UnicodeDecodeError, signed_note.NoteError):
        return None
    # Lines of ours and nothing else: otherwise bytes could be added that no signature covers.
    checkpoint, lines = opened.checkpoint, 4 + len(opened.signed)
    return checkpoint if text.count("\n") == lines and text.startswith(f"{checkpoint.text}\n— ") else None


def cosignatures() -> Iterator[tuple[int, bool]]:
    """Of each statement of a witness: the size of the checkpoint, and whether it is whole and about what is here."""
    after: Any = -1
    while rows := _cosignatures(after):
        for size, *stated, signed in rows:
            yield size, _covers([bytes(value or b"") for value in stated], checkpoint(bytes(signed or b"")))
            after = size


def _covers(stated: list[bytes], about: signed_note.Checkpoint | None) -> bool:
    """Whether a witness's row is whole, and about that checkpoint."""
    try:
        name, key, line = (value.decode() for value in stated)
        by = cosignature.witness(key)
        cosignature.check(line, about.text if about else "", by)
    except (UnicodeDecodeError, signed_note.NoteError):
        return False
    return about is not None and by.name == name


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
