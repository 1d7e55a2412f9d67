"""Tokens of the blind index: by them a value is found by exactly what it says, and nothing is opened for it.

A token begins with the version of the index key that made it. While a new key takes the place of an old one
(`index_renew`), values have tokens by either; so a lookup asks for what the text would be under every key on disk.
"""

import os
from functools import cache, lru_cache
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from azukari.lib.hmac_sha256 import hmac_sha256
from azukari.lib.search_key import search_key
from azukari.policy.terms import Category

FOUND_BY = frozenset({Category.EMAIL, Category.PHONE, Category.NAME})
"""Categories that can be looked up by an exact, normalised value."""

TOKEN_BYTES: Final = 16
_VERSION_BYTES: Final = 2


class Token(bytes):
    """A token under the newest index key.

    Args:
        every: the token of the same text under each key in use, this one first. A lookup asks for all of them.
    """

    every: tuple[bytes, ...]


def token_of(category: Category, text: str) -> Token | None:
    """The blind index of a value, or None for categories that are never looked up.

    Raises:
        InstanceError: a key file is missing or damaged.
    """
    return token_of_folded(category, search_key(category, text)) if category in FOUND_BY else None


def token_of_folded(category: Category, folded: str) -> Token:
    """The same for a text whose folding is the caller's: one that has to stay as it is, while `search_key` changes.

    Raises:
        InstanceError: a key file is missing or damaged.
    """
    use, said = b"azukari blind index " + category.encode(), folded.encode()
    every = tuple(
        begins(version) + hmac_sha256(index_secret(use, version), said)[:TOKEN_BYTES] for version in versions()
    )
    token = Token(every[0])
    token.every = every
    return token


def begins(version: int) -> bytes:
    """How tokens under that version of the key begin."""
    return version.to_bytes(_VERSION_BYTES)


def versions() -> tuple[int, ...]:
    """The versions of the index key on disk, newest first; a rotation is noticed at once by every running process."""
    return _on_disk(os.stat(_folder()).st_mtime_ns)  # noqa: PTH116 - a quarter of the time of Path's


@cache
def _folder() -> str:
    return str(settings.AZUKARI.keys)


@lru_cache(maxsize=1)
def _on_disk(changed: int) -> tuple[int, ...]:  # noqa: ARG001 - the folder's time of change makes the answer anew
    return settings.AZUKARI.versions("index")[::-1]


@lru_cache(maxsize=24)
def index_secret(use: bytes, version: int) -> bytes:
    """The key of one use, out of the index key of that version.

    Raises:
        InstanceError: its file is missing or damaged.
    """
    kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=use)
    return kdf.derive(settings.AZUKARI.key(f"index-{version}"))
