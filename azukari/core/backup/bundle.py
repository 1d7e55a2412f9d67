"""A bundle: frames of msgpack, one after the other, sealed with age to the operator's key.

The first frame says what the bundle is, the last that it is whole. age authenticates every byte, so a bundle that was
changed or cut off does not open. It opens with the standard tool as well: ``age -d -i KEY keys-....age``.
"""

import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import IO, Any

import msgspec
from pyrage import DecryptError, EncryptError, RecipientError, decrypt_io, encrypt_io, x25519

from azukari.lib import private_file
from azukari.lib.verb import Refusal

FORMAT = 2
DATA, KEYS = "data", "keys"

_LENGTH = 4
_END: dict[str, Any] = {"end": True}


class BundleError(Refusal):
    """The bundle cannot be made or opened; the message says why and what to do."""


class _Frames:
    """What frames look like to a reader that wants bytes."""

    def __init__(self, frames: Iterable[dict[str, Any]]) -> None:
        encode = msgspec.msgpack.Encoder(uuid_format="bytes").encode
        self._frames = map(encode, chain(frames, [_END]))
        self._left = b""

    def read(self, size: int, /) -> bytes:
        while len(self._left) < size:
            frame = next(self._frames, None)
            if frame is None:
                break
            self._left += len(frame).to_bytes(_LENGTH) + frame
        out, self._left = self._left[:size], self._left[size:]
        return out


def write(path: Path, frames: Iterable[dict[str, Any]], *, to: Sequence[str]) -> None:
    """Seal ``frames`` into a new file at ``path``, which is there whole or not at all.

    Args:
        to: age recipients, ``age1...``: the operator's, and whoever else may open it.

    Raises:
        BundleError: ``to`` is no recipient, or the file cannot be written.
    """
    recipients = [recipient(one) for one in to]
    unfinished = path.with_name(f".{path.name}.part")
    try:
        with private_file.write(unfinished) as file:
            encrypt_io(_Frames(frames), file, recipients)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(path)
        private_file.settle(path.parent)
    except OSError as error:
        raise BundleError(f"The bundle {path} cannot be written: {error.strerror}.") from error
    except EncryptError as error:  # what the system said, such as that the disk is full, comes in words of age
        _words, of_system, why = str(error).rpartition("] ")
        if not of_system:
            raise
        raise BundleError(f"The bundle {path} cannot be written: {why}.") from error
    finally:
        unfinished.unlink(missing_ok=True)


def recipient(text: str) -> x25519.Recipient:
    """Whoever may open what is sealed.

    Raises:
        BundleError: ``text`` is no age recipient.
    """
    try:
        return x25519.Recipient.from_str(text)
    except RecipientError as error:
        raise BundleError("That is not an age recipient; it begins with age1.") from error


def read(path: Path, *, identity: str, scratch: Path) -> Iterator[dict[str, Any]]:
    """The frames of a bundle, without its last.

    Args:
        identity: the operator's age secret key, ``AGE-SECRET-KEY-1...``.
        scratch: the folder on whose disk the opened bundle lies meanwhile, in a file without a name, which is gone with
            the process whatever ends it.

    Raises:
        BundleError: it does not open, or is cut off.
    """
    try:
        with tempfile.TemporaryFile(dir=scratch) as opened:
            with path.open("rb") as sealed:
                decrypt_io(sealed, opened, [x25519.Identity.from_str(identity)])
            opened.seek(0)
            yield from _frames(opened, path)
    except (DecryptError, OSError) as error:
        if isinstance(error, OSError) and error.errno:
            raise BundleError(f"The bundle {path} cannot be read: {error.strerror}.") from error
        raise BundleError(f"The bundle {path} does not open with this key, or was changed.") from error


def _frames(opened: IO[bytes], path: Path) -> Iterator[dict[str, Any]]:
    decode = msgspec.msgpack.Decoder().decode
    while length := opened.read(_LENGTH):
        frame = decode(opened.read(int.from_bytes(length)))
        if frame == _END:
            return
        yield frame
    raise BundleError(f"The bundle {path} is not whole.")


def fits(head: dict[str, Any], kind: str) -> None:
    """Pass if a bundle's first frame says that it is of that kind.

    Raises:
        BundleError: it does not.
    """
    if head.get("azukari") != FORMAT or head.get("bundle") != kind:
        raise BundleError(f"This is no bundle of {kind} that this version reads.")


def unpack_keys(frames: Iterator[dict[str, Any]], root: Path) -> None:
    """Write the key files, settings and journal of removals of a bundle of keys into ``root``.

    Raises:
        BundleError: it is no bundle of keys.
    """
    fits(next(frames, {}), KEYS)
    for frame in frames:
        if "file" in frame:
            path = root / "keys" / Path(frame["file"]).name
            _put(path, frame["content"])
            os.utime(path, (frame["made"], frame["made"]))  # a key is as old as it was
        elif "settings" in frame:
            _put(root / Path(frame["settings"]).name, frame["content"])
        elif "removals" in frame:
            _put(root / "removals" / Path(frame["removals"]).name, frame["content"])


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with private_file.write(path) as file:
        file.write(content)


def identity_in(path: Path) -> str:
    """The secret key in a file as ``age-keygen`` writes it.

    Raises:
        BundleError: there is none.
    """
    try:
        lines = path.read_text("ascii").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BundleError(f"The key file {path} cannot be read.") from error
    for line in lines:
        if line.startswith("AGE-SECRET-KEY-"):
            return line.strip()
    raise BundleError(f"The file {path} holds no age secret key.")


def make_key(path: Path) -> str:
    """Write a new secret key to ``path``, which must not exist; returns the public one.

    Raises:
        BundleError: it exists, or cannot be written.
    """
    made = x25519.Identity.generate()
    try:
        with private_file.create(path) as file:
            file.write(f"# public key: {made.to_public()}\n{made}\n".encode())
    except OSError as error:
        raise BundleError(f"The key file {path} cannot be written: {error.strerror}.") from error
    return str(made.to_public())


def public_of(identity: str) -> str:
    """The recipient, ``age1...``, whose secret key that is."""
    return str(x25519.Identity.from_str(identity).to_public())
