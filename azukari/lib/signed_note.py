"""Signed notes and checkpoints (C2SP signed-note, tlog-checkpoint): three lines that say how far a log has come.

Only Ed25519 signatures are made and checked. Signatures of others (witnesses) are kept and not judged.
"""

import base64
import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_LONGEST = 1_000_000


class NoteError(Exception):
    """The note is malformed, or not signed by the key that it must be signed by."""


@dataclass(frozen=True, slots=True)
class Verifier:
    """A name and the 32 bytes of its public key."""

    name: str
    public: bytes
    type: ClassVar[bytes] = b"\x01"  # of the signatures: Ed25519 over a note's text

    @property
    def key_id(self) -> bytes:
        return hashlib.sha256(self.name.encode() + b"\n" + self.type + self.public).digest()[:4]

    def __str__(self) -> str:
        """The key as one word, a *vkey*, which other programs take as well."""
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(self.type + self.public).decode()}"

    @classmethod
    def read(cls, vkey: str) -> Self:
        """Read a key that ``str`` wrote.

        Raises:
            ValueError: it is malformed, or of another type.
        """
        name, key_id, key = vkey.split("+", 2)
        raw = base64.b64decode(key, validate=True)
        found = cls(name, raw[1:])
        if len(raw) != 33 or raw[:1] != cls.type or not is_name(name) or found.key_id.hex() != key_id:
            raise ValueError("It is no key of this type.")
        return found


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log states: its name, how many entries it has, and the root of the tree over them."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def verifier(vkey: str) -> Verifier:
    """Read a key that ``str(Verifier)`` wrote.

    Raises:
        NoteError: it is malformed, or no Ed25519 key.
    """
    try:
        return Verifier.read(vkey)
    except ValueError as error:
        raise NoteError("This is not an Ed25519 verifier key.") from error


def public_key(seed: bytes) -> bytes:
    """The public key, 32 bytes, of a private Ed25519 key of 32 bytes."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def sign(text: str, *, name: str, seed: bytes) -> str:
    """Sign a text that ends in a newline.

    Args:
        text: what is signed.
        name: who signs: no spaces, no plus.
        seed: the private Ed25519 key, 32 bytes.

    Raises:
        NoteError: text or name is of a kind that notes do not have.
    """
    return sign_all(text, name=name, seeds=[seed])


def sign_all(text: str, *, name: str, seeds: Sequence[bytes]) -> str:
    """`sign` by several keys of one name, each with a line of its own.

    Raises:
        NoteError: text or name is of a kind that notes do not have.
    """
    if not is_name(name) or not _is_text(text):
        raise NoteError(
            "A note's text ends in a newline and has no control characters; a name has no space and no plus."
        )
    lines = []
    for seed in seeds:
        key_id = Verifier(name, public_key(seed)).key_id
        signature = Ed25519PrivateKey.from_private_bytes(seed).sign(text.encode())
        lines.append(f"— {name} {base64.b64encode(key_id + signature).decode()}\n")
    return f"{text}\n{''.join(lines)}"


def text(note: str, by: Verifier) -> str:
    """The text of a signed note.

    Args:
        note: the note with its signatures.
        by: the key that must have signed it; other signatures are passed over.

    Raises:
        NoteError: the note is malformed, or not signed by that key.
    """
    body, signed = signers(note, (by,))
    if not signed:
        raise NoteError(f"The note is not signed by {by.name}.")
    return body


def key_id(line: str) -> bytes:
    """Which key a signature line of a note claims to be by; empty if it is malformed."""
    try:
        return base64.b64decode(line.rpartition(" ")[2], validate=True)[:4]
    except ValueError:
        return b""


def signers(note: str, known: Collection[Verifier]) -> tuple[str, list[Verifier]]:
    """The text of a signed note, and which of the known keys have signed it; other signatures are passed over.

    Raises:
        NoteError: the note is malformed, or a signature that claims to be by one of these keys is wrong.
    """
    body, blank, signatures = note.rpartition("\n\n")
    body += "\n"
    if not blank or len(note) > _LONGEST or not _is_text(body) or not signatures.endswith("\n"):
        raise NoteError("This is not a signed note.")
    signed = []
    for line in signatures[:-1].split("\n"):
        dash, _, rest = line.partition(" ")
        name, _, encoded = rest.partition(" ")
        try:
            raw = base64.b64decode(encoded, validate=True)
        except ValueError as error:
            raise NoteError("A signature line of the note is malformed.") from error
        if dash != "—" or not is_name(name) or len(raw) < 5 or base64.b64encode(raw).decode() != encoded:
            raise NoteError("A signature line of the note is malformed.")
        for by in known:
            if name == by.name and raw[:4] == by.key_id:
                _check(by.public, raw[4:], body)
                signed.append(by)
    return body, signed


def checkpoint(text: str) -> Checkpoint:
    """Read the text of a checkpoint, exactly as ``Checkpoint.text`` writes it (extension lines are passed over).

    Raises:
        NoteError: it is not the text of a checkpoint.
    """
    lines = text.split("\n")
    try:
        found = Checkpoint(lines[0], int(lines[1]), base64.b64decode(lines[2], validate=True))
    except (ValueError, IndexError) as error:
        raise NoteError("This is not the text of a checkpoint.") from error
    if not text.startswith(found.text) or not found.origin or len(found.root) != 32 or found.size < 0:
        raise NoteError("This is not the text of a checkpoint.")
    return found


def _check(public: bytes, signature: bytes, text: str) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, text.encode())
    except (InvalidSignature, ValueError) as error:
        raise NoteError("A signature of the note is wrong.") from error


def is_name(name: str) -> bool:
    """Whether notes take it for the name of a signer: no spaces, no plus."""
    return bool(name) and "+" not in name and not any(c.isspace() for c in name)


def _is_text(text: str) -> bool:
    return text.endswith("\n") and not any(c < " " and c != "\n" for c in text)
