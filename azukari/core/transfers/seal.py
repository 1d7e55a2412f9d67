"""Sealing to a recipient with age (C2SP age): it opens with the standard tool and the recipient's own key alone."""

from pathlib import Path
from typing import Protocol

from pyrage import RecipientError, encrypt, encrypt_io, x25519


class NotAKey(ValueError):
    """The text is no age recipient (``age1...``, X25519)."""


class Readable(Protocol):
    """What can be read a little at a time."""

    def read(self, size: int = -1, /) -> bytes:
        """Up to ``size`` bytes; none at the end."""


def check_key(text: str) -> str:
    """The key, if it is one.

    Raises:
        NotAKey: it is not.
    """
    _recipient(text)
    return text


def seal(data: bytes, *, to: str) -> bytes:
    """Seal a small thing to the recipient ``to``.

    Raises:
        NotAKey: the recipient's key is none.
    """
    return bytes(encrypt(data, [_recipient(to)]))


def seal_file(source: Readable, target: Path, *, to: str) -> None:
    """Seal what ``source`` gives into ``target``, a little at a time, however long it is.

    Raises:
        NotAKey: the recipient's key is none.
    """
    with target.open("wb") as file:
        encrypt_io(source, file, [_recipient(to)])


def _recipient(text: str) -> x25519.Recipient:
    try:
        return x25519.Recipient.from_str(text)
    except RecipientError as error:
        raise NotAKey("That is not an age recipient; it begins with age1.") from error
