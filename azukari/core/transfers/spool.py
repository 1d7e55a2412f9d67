"""A transfer's parts on disk while it runs: one file a batch of people, so that a crash loses and repeats nothing.

A part that waits to become a sealed file is encrypted under a key made from the instance's secret and a salt in the
transfer's row; when the row lets go of the salt, what may be left of a part anywhere opens no more.
"""

import hmac
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from azukari.lib import instance_secret

_NONCE = 12


def folder(transfer: UUID) -> Path:
    """Where the parts of a transfer lie."""
    root: Path = settings.AZUKARI.root
    return root / "data" / "transfers" / str(transfer)


def sealed_file(transfer: UUID) -> Path:
    """Where the finished file lies until it is fetched."""
    return folder(transfer).with_suffix(".age")


def write(transfer: UUID, part: int, data: bytes) -> None:
    """Put one part in its place, whole and on disk; one that a crash left there is replaced."""
    target = path(transfer, part)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = target.with_suffix(f".{os.getpid()}.new")
    with unfinished.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(target)


def path(transfer: UUID, part: int) -> Path:
    return folder(transfer) / f"{part:06}.part"


def enclose(data: bytes, *, transfer: UUID, part: int, salt: str) -> bytes:
    """Encrypt a part for its time on this disk."""
    nonce = os.urandom(_NONCE)
    key = _key(instance_secret.newest(settings.AZUKARI), transfer, salt)
    return nonce + AESGCM(key).encrypt(nonce, data, part.to_bytes(8))


def open_part(data: bytes, *, transfer: UUID, part: int, salt: str) -> bytes:
    """What `enclose` encrypted."""
    *newer, oldest = instance_secret.versions(settings.AZUKARI)
    for one in newer:
        with suppress(InvalidTag):
            return _opened(data, part, _key(one.raw, transfer, salt))
    return _opened(data, part, _key(oldest.raw, transfer, salt))


def _opened(data: bytes, part: int, key: bytes) -> bytes:
    return AESGCM(key).decrypt(data[:_NONCE], data[_NONCE:], part.to_bytes(8))


def _key(secret: bytes, transfer: UUID, salt: str) -> bytes:
    return hmac.digest(secret, b"azukari transfer part|" + transfer.bytes + salt.encode(), "sha256")


def remove_parts(transfer: UUID) -> None:
    """Delete the parts of a transfer."""
    shutil.rmtree(folder(transfer), ignore_errors=True)


def remove(transfer: UUID) -> None:
    """Delete everything of a transfer that lies on disk."""
    remove_parts(transfer)
    sealed_file(transfer).unlink(missing_ok=True)


class Chain:
    """Several pieces read one after another, as a file would be."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._held = b""

    def read(self, size: int = -1, /) -> bytes:
        """Up to ``size`` bytes; none at the end."""
        while size < 0 or len(self._held) < size:
            piece = next(self._pieces, None)
            if piece is None:
                break
            self._held += piece
        taken, self._held = (self._held, b"") if size < 0 else (self._held[:size], self._held[size:])
        return taken
