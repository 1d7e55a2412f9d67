"""Blocks: the rows of a backup in pieces that later backups use again, each sealed with age in a file of its own.

A block is called by a keyed digest of what is in it, so its name tells nothing to whoever lacks the instance's key, and
the same rows have the same name. A backup writes a block only if the one before it did not; so it writes what changed.
Whoever seals to another recipient gets other names, and everything is written anew.
"""

import hashlib
import hmac
import os
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pyrage import DecryptError, decrypt, encrypt, x25519

from azukari.core.backup.bundle import BundleError, recipient
from azukari.lib import private_file

FOLDER = "blocks"
NAME_BYTES, CHECK_BYTES = 16, 8

_FAST = 1  # zlib's level; what is sealed in the rows is noise to it, identifiers are not


@dataclass(frozen=True, slots=True)
class BlockEntry:
    """A block as a bundle lists it.

    Args:
        name: a keyed digest of the rows in it.
        check: the beginning of the digest of its file, by which damage is seen without the operator's key.
    """

    name: bytes
    check: bytes


def path_of(folder: Path, name: bytes) -> Path:
    """Where a block lies below the folder of the backups."""
    return folder / FOLDER / name.hex()[:2] / f"{name.hex()}.age"


@dataclass(slots=True)
class Writer:
    """Puts blocks into a folder, as far as they are not there.

    Args:
        key: names the blocks.
        to: the operator's age recipient.
        known: the checks of the blocks of the backup before, by name. No others are trusted to be whole on disk.
    """

    folder: Path
    key: bytes
    to: str
    known: Mapping[bytes, bytes]
    written: int = 0
    damaged: int = 0
    size: int = 0
    _recipient: x25519.Recipient = field(init=False)

    def __post_init__(self) -> None:
        self._recipient = recipient(self.to)

    def put(self, content: bytes) -> BlockEntry:
        """Have a block with this content in the folder. `settle` has to follow before anything relies on it.

        Raises:
            BundleError: it cannot be written.
        """
        name = _name(self.key, self.to, content)
        path, check = path_of(self.folder, name), self.known.get(name)
        try:
            if check is not None and path.exists():
                if _check(path.read_bytes()) == check:
                    return BlockEntry(name, check)
                self.damaged += 1
            sealed = encrypt(zlib.compress(content, _FAST), [self._recipient])
            _write(path, sealed)
        except OSError as error:
            raise BundleError(f"The block {path} cannot be written: {error.strerror}.") from error
        self.written += 1
        self.size += len(sealed)
        return BlockEntry(name, _check(sealed))

    def settle(self) -> None:
        """Have everything that was written on disk: once for all blocks, since a sync for each takes minutes."""
        os.sync()


def _write(path: Path, sealed: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    with private_file.write(unfinished) as file:
        file.write(sealed)
        if path.exists():  # an older backup relies on what is replaced here
            file.flush()
            os.fsync(file.fileno())
    unfinished.rename(path)


def _name(key: bytes, to: str, content: bytes) -> bytes:
    made = hmac.new(key, to.encode() + b"\0", "sha256")
    made.update(content)
    return made.digest()[:NAME_BYTES]


def _check(sealed: bytes) -> bytes:
    return hashlib.sha256(sealed).digest()[:CHECK_BYTES]


def reader(folder: Path, *, key: bytes, identity: str) -> Callable[[bytes], bytes]:
    """How to read blocks by their names.

    Args:
        folder: of the backups.
        key: as of the `Writer`.
        identity: the operator's age secret key.

    Returns:
        a function that raises `BundleError` if the block is missing, does not open, or holds something else.
    """
    opener = x25519.Identity.from_str(identity)
    to = str(opener.to_public())

    def read(name: bytes) -> bytes:
        path = path_of(folder, name)
        try:
            content = zlib.decompress(decrypt(path.read_bytes(), [opener]))
        except OSError as error:
            raise BundleError(f"The block {path} cannot be read: {error.strerror}.") from error
        except (DecryptError, zlib.error) as error:
            raise BundleError(f"The block {path} does not open with this key, or was changed. {_ELSEWHERE}") from error
        if not hmac.compare_digest(_name(key, to, content), name):
            raise BundleError(f"The block {path} holds something else than this backup put there. {_ELSEWHERE}")
        return content

    return read


_ELSEWHERE = "Take it from another copy of the backups, or restore another bundle of data."


def look_through(
    folder: Path, names: Collection[bytes], read: Callable[[bytes], bytes], *, tell: Callable[[int, int], None]
) -> None:
    """Pass if every block is there and opens.

    Args:
        read: as `reader` made it.
        tell: told how many of how many were looked at.

    Raises:
        BundleError: not so; it names the first that is missing or damaged.
    """
    missing = [name for name in names if not path_of(folder, name).exists()]
    if missing:
        raise BundleError(
            f"{len(missing)} of the {len(names)} blocks of this backup are missing in {folder / FOLDER}; the first is"
            f" {path_of(folder, missing[0])}. A bundle of data needs the folder {FOLDER} beside it."
        )
    for count, name in enumerate(names):
        tell(count, len(names))
        read(name)


def present(folder: Path) -> Iterator[tuple[bytes, Path]]:
    """The blocks in the folder by their names, and what broken off backups left there, by names that no block has."""
    for path in (folder / FOLDER).glob("??/*"):
        try:
            yield bytes.fromhex(path.name.removesuffix(".age")), path
        except ValueError:
            yield path.name.encode(), path
