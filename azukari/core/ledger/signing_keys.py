"""The ledger's signing keys: `ledger`, `ledger-2`, ..., and the hand-overs beside them, `handover-ledger-N`.

A key is in effect from its hand-over on: a further key file alone, left by a rotation that was stopped, signs nothing.
Earlier keys sign checkpoints as well for as long as their files are there. A running server notices a rotation at once.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from django.conf import settings

from azukari.lib import key_handover, signed_note

NAME = "ledger"
HANDOVER = "handover-ledger"


@dataclass(frozen=True, slots=True)
class SigningKeys:
    """
    Args:
        newest: the version in effect.
        seeds: the private keys that are here, by version.
        handovers: the notes that are here, by the version of the new key.
    """

    newest: int
    seeds: Mapping[int, bytes]
    handovers: Mapping[int, str]

    @property
    def seed(self) -> bytes:
        """The private key in effect, 32 bytes; also the key of the seals on waiting rows."""
        return self.seeds[self.newest]

    @property
    def public(self) -> bytes:
        return signed_note.public_key(self.seed)

    @property
    def missing(self) -> list[int]:
        """The versions whose hand-over should be here and is not."""
        return [version for version in range(2, self.newest + 1) if version not in self.handovers]

    def sign(self, text: str, *, name: str) -> str:
        """A note under every private key that is here, the newest first."""
        return signed_note.sign_all(text, name=name, seeds=[self.seeds[v] for v in sorted(self.seeds, reverse=True)])


def current() -> SigningKeys:
    """The keys as they are now.

    Raises:
        InstanceError: the file of the key in effect is missing or damaged.
    """
    return _read(os.stat(_folder()).st_mtime_ns)  # noqa: PTH116 - a quarter of the time of Path's


def chain(name: str) -> key_handover.Chain:
    """Every key of this ledger, under a name that it has or had.

    Raises:
        NoteError: the hand-overs are damaged, or do not lead to the key in effect.
    """
    return _chain(os.stat(_folder()).st_mtime_ns).named(name)  # noqa: PTH116


def handovers() -> list[str]:
    """Every hand-over that is here, the first one first."""
    found = current().handovers
    return [found[version] for version in sorted(found)]


def handover_file(version: int) -> Path:
    """Where the hand-over to that version lies."""
    path: Path = settings.AZUKARI.keys / f"{HANDOVER}-{version}"
    return path


@cache
def _folder() -> str:
    return str(settings.AZUKARI.keys)


@lru_cache(maxsize=1)
def _read(changed: int) -> SigningKeys:  # noqa: ARG001 - the folder's time of change makes the answer anew
    instance = settings.AZUKARI
    handovers = {version: handover_file(version).read_text("utf-8") for version in instance.versions(HANDOVER)}
    held = instance.versions(NAME)
    newest = max([*handovers, min(held, default=1)])
    seeds = {version: instance.key(NAME, version) for version in {newest, *held} if version <= newest}
    return SigningKeys(newest, seeds, handovers)


@lru_cache(maxsize=1)
def _chain(changed: int) -> key_handover.Chain:
    keys = _read(changed)
    known = signed_note.Verifier(NAME, keys.public)
    found = key_handover.follow(known, [keys.handovers[version] for version in sorted(keys.handovers)])
    if found.keys[-1] != known:
        raise signed_note.NoteError("The hand-overs of the ledger's key do not lead to the key in effect.")
    return found
