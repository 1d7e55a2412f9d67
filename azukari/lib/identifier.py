"""Identifiers that sort by the time they were made (RFC 9562, UUID version 7), so that indexes grow at one end."""

import threading
import time
from functools import lru_cache
from uuid import UUID, SafeUUID

from azukari.lib.random_bytes import random_bytes

_CHANCE = 10  # bytes
_DRAWN = 74  # bits of them that an id has
_ALL, _STEP = 2**_DRAWN - 1, 2**48 - 1
_BACK = 1000  # milliseconds
_SEEN = 10_000  # ids: those of some batches of a mailing, or of a hundred pages
_new, _set = object.__new__, object.__setattr__


class _Last(threading.local):
    """What a thread has made last, its milliseconds and its chance; what two make at once has no order."""

    stamp = 0


_last = _Last()


def numbered(number: int) -> UUID:
    """``UUID(int=number)``, in a third of the time."""
    id = _new(UUID)
    _set(id, "int", number)
    _set(id, "is_safe", SafeUUID.unknown)
    return id


@lru_cache(maxsize=_SEEN)
def from_hex(text: str) -> UUID:
    """``UUID(text)`` for 32 hexadecimal digits, as a column of ids has them on SQLite. One statement after the other
    reads the same ids, so those that were seen lately are remembered; an id never changes.

    Raises:
        ValueError: it has anything else.
    """
    if len(text) != 32 or not text.isalnum():
        raise ValueError("A column of ids holds something else.")
    return numbered(int(text, 16))


def new_id() -> UUID:
    """A fresh UUIDv7: 48 bits of milliseconds, 74 bits of chance. It sorts behind those that this thread has made."""
    return _made(random_bytes(_CHANCE))


def new_ids(count: int) -> list[UUID]:
    """As many fresh ids, in their order, for which chance is drawn once."""
    chance = random_bytes(_CHANCE * count)
    return [_made(chance[start : start + _CHANCE]) for start in range(0, len(chance), _CHANCE)]


def _made(drawn: bytes) -> UUID:
    """Within a millisecond each is greater than the last by chance (RFC 9562, 6.2, method 2): what is done in one go is
    told in its order. A clock that was put back further than a second counts as it is.
    """
    chance, now = int.from_bytes(drawn), time.time_ns() // 1_000_000 & 0xFFFFFFFFFFFF
    since, stamp = (_last.stamp >> _DRAWN) - now, now << _DRAWN | chance & _ALL
    if 0 <= since < _BACK:
        stamp = _last.stamp + 1 + (chance & _STEP)
    _last.stamp = stamp
    now, chance = stamp >> _DRAWN & 0xFFFFFFFFFFFF, stamp & _ALL
    return numbered(now << 80 | 0x7 << 76 | (chance >> 62) << 64 | 0b10 << 62 | chance & 0x3FFFFFFFFFFFFFFF)
