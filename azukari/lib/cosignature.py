"""Cosignatures (C2SP tlog-cosignature): a witness states when it saw a checkpoint, and that nothing contradicted it.

A cosignature is one more signature line of the note. Its key differs from a log's by its type, so that a log's own
signature can never pass for a witness's.
"""

import base64
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from azukari.lib.signed_note import NoteError, Verifier, is_name, public_key

_ID, _TIME, _SIGNATURE = 4, 8, 64


@dataclass(frozen=True, slots=True)
class Witness(Verifier):
    """Who cosigns: a name and the 32 bytes of its public key."""

    type: ClassVar[bytes] = b"\x04"  # Ed25519 over a checkpoint with the time at which it was seen


def witness(vkey: str) -> Witness:
    """Read a key that ``str(Witness)`` wrote.

    Raises:
        NoteError: it is malformed, or no witness's Ed25519 key.
    """
    try:
        return Witness.read(vkey)
    except ValueError as error:
        raise NoteError("This is not a witness's key.") from error


def of_seed(name: str, seed: bytes) -> Witness:
    """The public side of a witness's private Ed25519 key of 32 bytes.

    Raises:
        NoteError: the name has a space or a plus.
    """
    if not is_name(name):
        raise NoteError("A witness's name has no space and no plus; a host name is a good one.")
    return Witness(name, public_key(seed))


def cosign(text: str, *, name: str, seed: bytes, at: datetime) -> str:
    """The signature line that a witness adds to a checkpoint.

    Args:
        text: the checkpoint's text, with its last newline.
        at: when; whole seconds count.
    """
    moment = int(at.timestamp())
    signature = Ed25519PrivateKey.from_private_bytes(seed).sign(_message(text, moment))
    raw = of_seed(name, seed).key_id + moment.to_bytes(_TIME) + signature
    return _line(name, raw)


def check(line: str, text: str, by: Witness) -> datetime:
    """When ``by`` cosigned.

    Args:
        line: the signature line, exactly as `cosign` writes it.
        text: the checkpoint's text that it has to cover.

    Raises:
        NoteError: the line is malformed, another's, or does not cover the text.
    """
    try:
        raw = base64.b64decode(line.rpartition(" ")[2].removesuffix("\n"), validate=True)
    except ValueError as error:
        raise NoteError("A cosignature is malformed.") from error
    if line != _line(by.name, raw) or raw[:_ID] != by.key_id or len(raw) != _ID + _TIME + _SIGNATURE:
        raise NoteError(f"This is not a cosignature of {by.name}.")
    moment = int.from_bytes(raw[_ID : _ID + _TIME])
    try:
        Ed25519PublicKey.from_public_bytes(by.public).verify(raw[_ID + _TIME :], _message(text, moment))
        return datetime.fromtimestamp(moment, UTC)
    except (InvalidSignature, ValueError, OverflowError, OSError) as error:
        raise NoteError(f"The cosignature of {by.name} does not cover this checkpoint.") from error


def _line(name: str, raw: bytes) -> str:
    return f"— {name} {base64.b64encode(raw).decode()}\n"


def _message(text: str, moment: int) -> bytes:
    return f"cosignature/v1\ntime {moment}\n{text}".encode()
