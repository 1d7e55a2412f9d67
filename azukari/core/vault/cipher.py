"""How a value is sealed.

AES-256-GCM under the person's data key, which `wrapping` wraps. The associated data
binds a value's ciphertext to its table, column, row and owner, and to what the row says of its use: submission, field,
category and purposes (`Place`); and to its version, once it was corrected. Whoever changes one of these in the
database, or puts back what it said before, closes the value.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from azukari.lib.random_bytes import random_bytes

type Stored = bytes | memoryview[int]
"""A binary column, as the two databases hand it out."""

_NONCE = 12
_FORMAT = b"\x01"


class CannotOpen(Exception):
    """A ciphertext does not open: it was changed, moved, or its key is gone."""


def seal_with(ready: AESGCM, plain: bytes, bound_to: bytes) -> bytes:
    """Seal bytes by a key that was made ready, for one place alone."""
    nonce = random_bytes(_NONCE)
    return _FORMAT + nonce + ready.encrypt(nonce, plain, bound_to)


def _seal(key: bytes, plain: bytes, bound_to: bytes) -> bytes:
    return seal_with(AESGCM(key), plain, bound_to)


def _open(key: bytes, sealed: bytes, bound_to: bytes) -> bytes:
    return open_with(AESGCM(key), sealed, bound_to)


def open_with(cipher: AESGCM, sealed: bytes, bound_to: bytes) -> bytes:
    """What `seal_with` sealed.

    Raises:
        CannotOpen: it was changed, or belongs elsewhere.
    """
    if sealed[:1] != _FORMAT:
        raise CannotOpen
    try:
        return cipher.decrypt(sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :], bound_to)
    except (InvalidTag, ValueError) as error:
        raise CannotOpen from error


class Place(NamedTuple):
    """Where a value stands and what it may be used for: it opens there alone.

    Args:
        purposes: as the row has them, separated by spaces.
        version: how often it was corrected; 0 for one that says what it said when it came in.
    """

    id: UUID
    person: UUID
    submission: UUID
    field: str
    category: str
    purposes: str
    version: int = 0

    def binding(self) -> bytes:
        """The associated data; each word with its length, so that no two places have the same."""
        said = _said(self.field, self.category, self.purposes)
        binding = b"vault_sealedvalue|sealed|" + self.id.bytes + self.person.bytes + self.submission.bytes + said
        return binding + self.version.to_bytes(4) if self.version else binding


@lru_cache(maxsize=256)
def _said(*words: str) -> bytes:
    """Of which there are as many as fields."""
    encoded = (word.encode() for word in words)
    return b"".join(len(word).to_bytes(2) + word for word in encoded)


PLACE = ("id", "person_id", "submission_id", "field", "category", "purposes", "version")
"""The columns of a value that make its place."""


def seal_value(text: str, *, key: bytes, place: Place) -> bytes:
    """Seal one value for its place, under its person's key."""
    return _seal(key, text.encode(), place.binding())


def seal_values(values: Sequence[tuple[Place, str]], *, key: bytes) -> list[bytes]:
    """Seal several values of one person as `seal_value` does, with the key made ready and chance drawn once."""
    cipher, chance = AESGCM(key), random_bytes(_NONCE * len(values))
    nonces = (chance[start : start + _NONCE] for start in range(0, len(chance), _NONCE))
    return [
        _FORMAT + nonce + cipher.encrypt(nonce, text.encode(), place.binding())
        for nonce, (place, text) in zip(nonces, values, strict=True)
    ]


def open_value(sealed: Stored, *, key: bytes, place: Place) -> str:
    """The text that `seal_value` sealed.

    Raises:
        CannotOpen: the row was changed, or says another owner, submission, field, category or other purposes.
    """
    return open_by(AESGCM(key), sealed, place=place)


def open_by(ready: AESGCM, sealed: Stored, *, place: Place) -> str:
    """As `open_value`, for who opens several values of one person and has made the key ready."""
    return open_with(ready, bytes(sealed), place.binding()).decode()


def made_ready(key: bytes) -> AESGCM:
    """A key for `open_by`."""
    return AESGCM(key)


class Bound(bytes):
    """What a ciphertext belongs to, as its associated data: it opens there alone, and as nothing else."""

    def seal(self, text: str, *, key: bytes) -> bytes:
        """Seal words for this place."""
        return _seal(key, text.encode(), self)

    def open(self, sealed: Stored, *, key: bytes) -> str:
        """The words that `seal` sealed.

        Raises:
            CannotOpen: they were changed, or belong elsewhere.
        """
        return _open(key, bytes(sealed), self).decode()

    def seal_bytes(self, content: bytes, *, key: bytes) -> bytes:
        """As `seal`, of what is no words."""
        return _seal(key, content, self)

    def open_bytes(self, sealed: Stored, *, key: bytes) -> bytes:
        """As `open`, of what is no words."""
        return _open(key, bytes(sealed), self)


def words_of(id: UUID, *, about: UUID, use: str) -> Bound:
    """Words that are no value of anybody's, in the row ``id`` of their own table, under its own key.

    Args:
        about: what the row belongs to: a case, a text.
        use: which table, and which kind of row.
    """
    return Bound(b"vault|text|" + id.bytes + about.bytes + use.encode())


def former_of(id: UUID, *, person: UUID, field: str) -> Bound:
    """What a value said before, in the row ``id`` of its own table."""
    return Bound(b"vault_formervalue|sealed|" + id.bytes + person.bytes + field.encode())


def part_of(file: UUID, *, name: str, number: int) -> Bound:
    """A piece of a file."""
    return Bound(b"vault_sealedpart|sealed|" + file.bytes + name.encode() + b"|" + str(number).encode())


def line_of(id: UUID, *, person: UUID) -> Bound:
    """The line ``id`` of a list, under the key of the person it is about."""
    return Bound(b"vault_listline|sealed|" + id.bytes + person.bytes)


def draft_keys(secret: bytes, ours: bytes) -> tuple[UUID, bytes]:
    """The row and the key of a saved form, out of the secret in its link and a half of our own.

    Args:
        ours: a secret of the instance.

    The link alone opens nothing without our key file, and our files open nothing without the link, which is not kept.
    """
    return (
        UUID(bytes=_half_and_half(secret, ours, b"azukari draft row", 16)),
        _half_and_half(secret, ours, b"azukari draft key", 32),
    )


def _half_and_half(secret: bytes, ours: bytes, info: bytes, length: int) -> bytes:
    kdf = HKDF(algorithm=SHA256(), length=length, salt=ours, info=info)
    return kdf.derive(secret)


def draft_of(id: UUID, *, form: str) -> Bound:
    """What was typed into ``form``, in the row ``id``."""
    return Bound(b"vault_draft|sealed|" + id.bytes + form.encode())


def link_of(letter: UUID) -> Bound:
    """The secret of a link, for the letter that will carry it."""
    return Bound(b"vault_draftletter|link|" + letter.bytes)
