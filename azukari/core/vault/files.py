"""Files that are worked on for a while: a list that is being imported, what was said about it, what came of it.

Each has a key of its own, wrapped by the master key, and is gone when its work is done, or when its day is over. What
is in the clear is in memory alone.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from azukari.core.vault.cipher import part_of
from azukari.core.vault.keys import give_key, raw_key
from azukari.core.vault.models import SealedFile, SealedPart

PIECE = 256 * 1024


class FileGone(Exception):
    """There is no such file (any more)."""


def keep(*, now: datetime, until: datetime) -> UUID:
    """A new, empty file, in the caller's transaction.

    Args:
        until: when it goes, whatever has become of it.
    """
    file = SealedFile(created_at=now, expires_at=until)
    give_key(file)
    file.save(force_insert=True)
    return file.id


def put(id: UUID | None, part: str, content: Iterable[bytes]) -> None:
    """Seal ``content`` as one part of the file, in place of what was there.

    Raises:
        FileGone: see there.
    """
    id, key = _opened(id)
    with transaction.atomic():
        SealedPart.objects.filter(file_id=id, part=part).delete()
        for number, piece in enumerate(_pieces(content)):
            sealed = part_of(id, name=part, number=number).seal_bytes(piece, key=key)
            SealedPart.objects.create(file_id=id, part=part, number=number, sealed=sealed)


def get(id: UUID | None, part: str) -> Iterator[bytes]:
    """One part of the file, piece by piece; nothing if it was never put there.

    Raises:
        FileGone: see there.
        CannotOpen: a piece was changed or moved.
    """
    id, key = _opened(id)
    pieces = SealedPart.objects.filter(file_id=id, part=part).order_by("number")
    for row in pieces.iterator(chunk_size=8):
        yield part_of(id, name=part, number=row.number).open_bytes(row.sealed, key=key)


def put_json(id: UUID | None, part: str, value: Any) -> None:
    """As `put`, of what JSON can hold; days and ids become text."""
    put(id, part, [json.dumps(value, default=str).encode()])


def get_json(id: UUID | None, part: str, *, missing: Any) -> Any:
    """What `put_json` put there; ``missing`` if it never did."""
    content = b"".join(get(id, part))
    return json.loads(content) if content else missing


def erase(id: UUID | None) -> None:
    """Let go of the file and its key, in the caller's transaction. Nothing to do is fine."""
    if id:
        SealedFile.objects.filter(id=id).delete()


def expire(now: datetime) -> int:
    """Let go of every file whose day is over. Returns how many rows went."""
    return SealedFile.objects.filter(expires_at__lte=now).delete()[0]


def _opened(id: UUID | None) -> tuple[UUID, bytes]:
    row = SealedFile.objects.filter(id=id).first() if id else None
    if row is None:
        raise FileGone
    return row.id, raw_key(row)


def _pieces(content: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of one size."""
    waiting = bytearray()
    for some in content:
        waiting += some
        while len(waiting) >= PIECE:
            yield bytes(waiting[:PIECE])
            del waiting[:PIECE]
    if waiting:
        yield bytes(waiting)
