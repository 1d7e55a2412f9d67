"""The bundle of data: which blocks have the rows of every table at one moment.

It is written when all of its blocks lie on disk, so a backup that was broken off leaves none. It is sealed to the
operator, and to a key that this instance keeps for itself: so the machine that makes backups knows which blocks older
ones need, and could read no row of them. The instance's key also proves that the bundle is its own: age says who may
read, not who wrote.
"""

import hmac
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from azukari.core.backup import bundle
from azukari.core.backup.blocks import CHECK_BYTES, NAME_BYTES, BlockEntry
from azukari.core.backup.bundle import DATA, FORMAT, BundleError

KEY = "backup"
"""The instance's own key file, in its folder of keys."""

_ENTRY = NAME_BYTES + CHECK_BYTES


class Table(msgspec.Struct, frozen=True):
    """One table: its columns, how many rows, and its blocks in their order (`entries`)."""

    label: str
    columns: list[str]
    rows: int
    blocks: bytes

    def entries(self) -> Iterator[BlockEntry]:
        for start in range(0, len(self.blocks), _ENTRY):
            name = self.blocks[start : start + NAME_BYTES]
            yield BlockEntry(name, self.blocks[start + NAME_BYTES : start + _ENTRY])


def as_blocks(entries: Iterable[BlockEntry]) -> bytes:
    """Entries as a `Table` has them."""
    return b"".join(entry.name + entry.check for entry in entries)


class Manifest(msgspec.Struct, frozen=True):
    """What a bundle of data says.

    Args:
        made: when the backup was made.
        migrations: what the database had been through, each an app and a name.
    """

    made: datetime
    migrations: list[tuple[str, str]]
    tables: list[Table]

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)

    def names(self) -> set[bytes]:
        """The names of all blocks."""
        return {entry.name for table in self.tables for entry in table.entries()}


@dataclass(frozen=True, slots=True)
class OwnKey:
    """The key that an instance keeps for its backups, and what is drawn from it.

    Args:
        identity: an age secret key. It opens bundles of data, which hold no row.
    """

    identity: str

    @property
    def names(self) -> bytes:
        return self._drawn(b"names of blocks")

    @property
    def borders(self) -> bytes:
        return self._drawn(b"borders of blocks")

    @property
    def proof(self) -> bytes:
        return self._drawn(b"proof of bundles")

    def _drawn(self, use: bytes) -> bytes:
        return hmac.digest(self.identity.encode(), b"azukari backup: " + use, "sha256")


def own_key(keys: Path) -> OwnKey:
    """The instance's key, out of its folder of keys.

    Raises:
        BundleError: it is not there, or damaged.
    """
    return OwnKey(bundle.identity_in(keys / KEY))


def make_own_key(keys: Path) -> OwnKey:
    """The same; the first backup makes it. It is there whole or not at all."""
    if not (keys / KEY).exists():
        unfinished = keys / f".key-{KEY}"
        unfinished.unlink(missing_ok=True)
        bundle.make_key(unfinished)
        unfinished.rename(keys / KEY)
    return own_key(keys)


def write(path: Path, manifest: Manifest, *, to: str, own: OwnKey) -> int:
    """Write a bundle of data; returns its size.

    Raises:
        BundleError: it cannot be written.
    """
    said = msgspec.msgpack.encode(manifest)
    proof = hmac.digest(own.proof, said, "sha256")
    frame = {"azukari": FORMAT, "bundle": DATA, "said": said, "proof": proof}
    bundle.write(path, [frame], to=[to, bundle.public_of(own.identity)])
    return path.stat().st_size


def read(path: Path, *, own: OwnKey, identity: str, scratch: Path) -> Manifest:
    """Read a bundle of data.

    Args:
        identity: an age secret key that opens it, the operator's or the instance's.
        scratch: as of `bundle.read`.

    Raises:
        BundleError: it does not open, is none, or is not this instance's.
    """
    frames: Sequence[dict[str, bytes]] = list(bundle.read(path, identity=identity, scratch=scratch))
    head = frames[0] if frames else {}
    bundle.fits(head, DATA)
    if not hmac.compare_digest(hmac.digest(own.proof, head["said"], "sha256"), head["proof"]):
        raise BundleError(f"The bundle {path} was not made by the instance whose keys these are.")
    return msgspec.msgpack.decode(head["said"], type=Manifest)
