"""How keys are wrapped (key hierarchy): a person's key under the key of its group, a group's key under an outer key.

An outer key is derived (HKDF-SHA256) from two files of the folder of keys: the master key, which lasts and which a KMS
may guard, and the key of an epoch, which is destroyed when the epoch is over (`epochs`). A key that is new, and each
that some row has of its own, lies under the outer key itself; the next sweep puts people's keys into groups. What is
wrapped here opens as long as the epoch's key is there, wherever a copy of the row lies.

Di Crescenzo, Ferguson, Impagliazzo, Jakobsson: How to Forget a Secret (STACS 1999); Reardon, Ritzdorf, Basin, Capkun:
Secure Data Deletion from Persistent Media (CCS 2013).
"""

import os
from collections.abc import Callable
from functools import cache, lru_cache
from typing import NamedTuple, Protocol
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from azukari.core.vault.cipher import Stored, made_ready, open_with, seal_with
from azukari.core.vault.first_epoch import EPOCH
from azukari.lib.instance import InstanceError


class Outer(NamedTuple):
    """Which outer key wraps something.

    Args:
        master: version of the master key.
        epoch: number of the epoch; None for the master key alone, as before there were epochs.
    """

    master: int
    epoch: int | None


class GroupKey(NamedTuple):
    """The key of a group as its row keeps it."""

    id: UUID
    wrapped: bytes
    outer: Outer


@cache
def master_key(version: int) -> bytes:
    """The master key of that version, read once.

    Raises:
        InstanceError: its file is missing or damaged.
    """
    return settings.AZUKARI.key(f"master-{version}")


def current_master() -> int:
    """The version that wraps new keys; a rotation is noticed at once, also by a server that was running before it."""
    return current_outer().master


def current_outer() -> Outer:
    """The outer key of what is new; a key file that comes or goes is noticed at once.

    Raises:
        InstanceError: there is no master key.
    """
    return _newest(os.stat(_key_folder()).st_mtime_ns)  # noqa: PTH116 - a quarter of the time of Path's


@cache
def _key_folder() -> str:
    return str(settings.AZUKARI.keys)


def forgotten_with_epochs[Cached: _Clears](cached: Cached) -> Cached:
    """Have what keeps keys in memory forget them whenever a key file comes or goes."""
    _forgotten.append(cached.cache_clear)
    return cached


class _Clears(Protocol):
    def cache_clear(self) -> None: ...


_forgotten: list[Callable[[], None]] = []


@lru_cache(maxsize=1)
def _newest(changed: int) -> Outer:  # noqa: ARG001 - the folder's time of change makes the answer anew
    for forget in _forgotten:  # a key that was destroyed is not kept in memory either
        forget()
    masters = settings.AZUKARI.master_versions()
    if not masters:
        raise InstanceError("There is no master key in the folder of keys.")
    return Outer(masters[-1], max(settings.AZUKARI.versions(EPOCH), default=None))


@forgotten_with_epochs
@lru_cache(maxsize=16)
def _outer_cipher(outer: Outer) -> AESGCM:
    """Made ready once: a page of fifty people unwraps a hundred keys.

    Raises:
        InstanceError: a file is missing or damaged.
    """
    master = master_key(outer.master)
    if outer.epoch is None:
        return made_ready(master)
    kdf = HKDF(algorithm=SHA256(), length=32, salt=master, info=b"azukari outer key")
    return made_ready(kdf.derive(settings.AZUKARI.key(EPOCH, outer.epoch)))


@forgotten_with_epochs
@lru_cache(maxsize=8192)
def _group_cipher(group: GroupKey) -> AESGCM:
    return made_ready(open_with(_outer_cipher(group.outer), group.wrapped, _group_binding(group.id)))


def forget_masters() -> None:
    """Read the key files again, after a rotation."""
    _newest.cache_clear()
    master_key.cache_clear()
    for forget in _forgotten:
        forget()


def _key_binding(id: UUID, use: str) -> bytes:
    return b"vault_personkey|wrapped|" + id.bytes + b"|" + use.encode()


def _group_binding(id: UUID) -> bytes:
    return b"vault_keygroup|wrapped|" + id.bytes


def wrap(key: bytes, *, id: UUID, use: str, outer: Outer) -> bytes:
    """Wrap the key of the row ``id`` under an outer key."""
    return seal_with(_outer_cipher(outer), key, _key_binding(id, use))


def wrap_in_group(key: bytes, *, id: UUID, use: str, group: AESGCM) -> bytes:
    """Wrap the key of the row ``id`` under the key of its group."""
    return seal_with(group, key, _key_binding(id, use))


def unwrap(wrapped: Stored, *, id: UUID, use: str, outer: Outer, group: GroupKey | None = None) -> bytes:
    """The key that was wrapped.

    Args:
        group: the group that the row belongs to; then it alone says which outer key it takes.

    Raises:
        CannotOpen: the row was changed or moved.
        InstanceError: a file of the outer key is missing or damaged.
    """
    ready = _outer_cipher(outer) if group is None else _group_cipher(group)
    return open_with(ready, bytes(wrapped), _key_binding(id, use))


def wrap_group(key: bytes, *, id: UUID, outer: Outer) -> bytes:
    """Wrap the key of a group."""
    return seal_with(_outer_cipher(outer), key, _group_binding(id))


def unwrap_group(group: GroupKey) -> bytes:
    """The key of a group.

    Raises:
        CannotOpen: the row was changed or moved.
        InstanceError: a file of the outer key is missing or damaged.
    """
    return open_with(_outer_cipher(group.outer), group.wrapped, _group_binding(group.id))
