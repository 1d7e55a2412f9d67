"""Keys of batches: what belongs to nobody and must not lead to anybody by the order in which it came.

A database keeps the order of all that was ever written, in its log and in copies of it. So what comes in is written
sealed, under a key that many share and that is replaced when all of it was written anew, in random order. The key lies
in the database under the outer key of an epoch (`wrapping`), like any other: when the epoch is over, nothing opens that
was written before, wherever a copy of it lies (`epochs`). Of what is there now, the log tells the random order.

What is sealed is padded with spaces to one of few sizes, so that a size says little.
"""

import base64
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import DEFAULT_DB_ALIAS, IntegrityError, connection, transaction

from azukari.core.database.statement import as_id
from azukari.core.vault.cipher import CannotOpen, made_ready, open_with, seal_with
from azukari.core.vault.keys import give_key, raw_key
from azukari.core.vault.models import BatchKey
from azukari.core.vault.wrapping import current_outer, forgotten_with_epochs

_MARK = "sealed:"
_ID = 16  # bytes
_SMALLEST, _STEP = 1024, 4
BOUND = b"vault|batch|"


class Sealing(NamedTuple):
    """A key of a batch, ready to seal with in the transaction that asked for it."""

    id: UUID
    cipher: AESGCM

    def seal(self, kept: Any, *, name: str = "", least: int = 0) -> str:
        """Seal what JSON can keep.

        Args:
            name: what it is known by, whenever it is sealed anew; it stands nowhere else.
            least: how many bytes what is sealed takes at least.
        """
        plain = json.dumps([name, kept], ensure_ascii=False).encode()
        padded = plain.ljust(_padded(max(len(plain), least)))
        sealed = self.id.bytes + seal_with(self.cipher, padded, BOUND + self.id.bytes)
        return _MARK + base64.b64encode(sealed).decode()


def _padded(size: int) -> int:
    room = _SMALLEST
    while room < size:
        room *= _STEP
    return room


def sealing(about: str) -> Sealing:
    """The key of what a batch is about, made where there is none yet. In the caller's transaction, until whose end
    nobody replaces it.
    """
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_FOUND if connection.vendor == "sqlite" else _FOUND + " FOR KEY SHARE", [about])
            found = cursor.fetchone()
            if found:
                id, wrapped, master, epoch, is_grown = found
                row = BatchKey(id=as_id(id), about=about, wrapped=bytes(wrapped), master=master, epoch_id=epoch)
                if not is_grown:
                    cursor.execute(_GROWN, [id])
                return _ready(row)
        try:
            with transaction.atomic():
                return _ready(_begin(about, is_grown=True))
        except IntegrityError:  # somebody else just did
            continue


_FOUND = "SELECT id, wrapped, master, epoch_id, is_grown FROM vault_batchkey WHERE about = %s"
_GROWN = "UPDATE vault_batchkey SET is_grown = true WHERE id = %s"


def whole() -> frozenset[str]:
    """What batches are about of which nothing lies in the clear. One query."""
    return frozenset(BatchKey.objects.filter(is_whole=True).values_list("about", flat=True))


def note_lost(about: str, many: int) -> None:
    """Note how much of a batch does not open, in the caller's transaction."""
    BatchKey.objects.filter(about=about).exclude(lost=many).update(lost=many)


def lost() -> Sequence[tuple[str, int]]:
    """What batches are about of which something did not open when it was last sealed anew, and how much. One query."""
    found = BatchKey.objects.filter(lost__gt=0).order_by("about")
    return list(found.values_list("about", "lost"))


@contextmanager
def renewed(about: str) -> Iterator[Sealing]:
    """A new key in the place of the one that is there, which opens until this is left: meanwhile the caller seals all
    of it anew, in one transaction. Waits for whoever seals by the earlier key.
    """
    earlier = BatchKey.objects.select_for_update().filter(about=about).first()
    if earlier:
        BatchKey.objects.filter(id=earlier.id).update(about=earlier.id)
    row = _begin(about, is_whole=True)
    yield _ready(row)
    if earlier:
        earlier.delete()


def _ready(row: BatchKey) -> Sealing:
    return Sealing(row.id, made_ready(raw_key(row)))


def _begin(about: str, **state: bool) -> BatchKey:
    row = BatchKey(about=about, **state)
    give_key(row)
    row.save(force_insert=True)
    return row


def is_sealed(kept: object) -> bool:
    """Whether it is what `Sealing.seal` made."""
    return isinstance(kept, str) and kept.startswith(_MARK)


def opened(text: str, *, using: str = DEFAULT_DB_ALIAS) -> tuple[str, Any]:
    """Its name, and what was sealed.

    Raises:
        CannotOpen: it was changed, or its key is gone.
    """
    try:
        raw = base64.b64decode(text.removeprefix(_MARK), validate=True)
    except ValueError as error:
        raise CannotOpen from error
    id = raw[:_ID]
    current_outer()  # keys of epochs that are over are forgotten first
    name, kept = json.loads(open_with(opening(UUID(bytes=id), using), raw[_ID:], BOUND + id))
    return name, kept


@forgotten_with_epochs
@lru_cache(maxsize=64)
def opening(id: UUID, using: str = DEFAULT_DB_ALIAS) -> AESGCM:
    """The key of that id, read once in an epoch.

    Raises:
        CannotOpen: it is gone.
    """
    row = BatchKey.objects.using(using).filter(id=id).first()
    if row is None:
        raise CannotOpen
    return made_ready(raw_key(row))
