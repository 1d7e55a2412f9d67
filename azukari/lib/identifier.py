"""Identifiers that sort by the time they were made (RFC 9562, UUID version 7), so that indexes grow at one end."""

import os
import time
from uuid import UUID


def new_id() -> UUID:
    """A fresh UUIDv7: 48 bits of milliseconds, 74 bits of chance."""
    chance = int.from_bytes(os.urandom(10))
    return UUID(
        int=(time.time_ns() // 1_000_000 & 0xFFFFFFFFFFFF) << 80
        | 0x7 << 76
        | (chance >> 68) << 64
        | 0b10 << 62
        | chance & 0x3FFFFFFFFFFFFFFF
    )
