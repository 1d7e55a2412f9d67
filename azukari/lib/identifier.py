"""Identifiers that sort by the time they were made (RFC 9562, UUID version 7), so that indexes grow at one end."""

import time
from uuid import UUID

from azukari.lib.random_bytes import random_bytes

_CHANCE = 10  # bytes


def new_id() -> UUID:
    """A fresh UUIDv7: 48 bits of milliseconds, 74 bits of chance."""
    return _made(random_bytes(_CHANCE))


def new_ids(count: int) -> list[UUID]:
    """As many fresh ids, for which chance is drawn once."""
    chance = random_bytes(_CHANCE * count)
    return [_made(chance[start : start + _CHANCE]) for start in range(0, len(chance), _CHANCE)]


def _made(drawn: bytes) -> UUID:
    chance = int.from_bytes(drawn)
    return UUID(
        int=(time.time_ns() // 1_000_000 & 0xFFFFFFFFFFFF) << 80
        | 0x7 << 76
        | (chance >> 68) << 64
        | 0b10 << 62
        | chance & 0x3FFFFFFFFFFFFFFF
    )
