"""Counters in memory (open addressing), which may be shared so that they outlive the process that counts (memfd).

The process that starts the web process holds the memory, so that a web process which ends takes no budget with it, and
nothing is ever written to a disk (P18). Keys are MACs under a salt that lives there too, and is made anew every day.
"""

import mmap
import struct
import threading
from collections.abc import Iterator
from datetime import UTC, datetime

from azukari.lib import shared_memory
from azukari.lib.hmac_sha256 import hmac_sha256
from azukari.lib.random_bytes import random_bytes

VARIABLE = "AZUKARI_BUDGETS"
"""Names the memory to the processes that count in it."""

_HEAD = struct.Struct("<I32s")  # the day as an ordinal, its salt
_SLOT = struct.Struct("<16sII")  # key, until when it counts (seconds since 1970), how often
_FIRST = 64
_SLOTS = 1 << 17
_PROBES = 32  # slots in which a key may lie
_SIZE = _FIRST + _SLOTS * _SLOT.size
_CROWD = b"\xff" * 16
_CROWD_FACTOR = 100


def allot() -> None:
    """Make the memory for processes that this one will start (`shared_memory`)."""
    shared_memory.allot(VARIABLE, _SIZE)


def shared() -> "SharedCounts | None":
    """Those that processes share; None in a process that was handed none."""
    memory = shared_memory.opened(VARIABLE)
    return SharedCounts(memory) if memory else None


class SharedCounts:
    """
    Args:
        memory: that `allot` made; without it memory of one's own, which is taken with the first count.
    """

    def __init__(self, memory: mmap.mmap | None = None) -> None:
        self._lock = threading.Lock()
        self._memory = memory or mmap.mmap(-1, _SIZE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)

    def take(self, name: str, *, limit: int, now: datetime, until: datetime, more: int = 1) -> bool:
        """Count ``more`` under ``name``, if fewer than ``limit`` are counted until that moment.

        A table in which too many are counted at once counts the rest together, with a wider limit.
        """
        moment, end = int(now.timestamp()), int(until.timestamp())
        with self._lock:
            salt = self._salt(now.astimezone(UTC).toordinal())
            key = hmac_sha256(salt, f"{end} {name}".encode())[:16]
            place = self._place(key, moment)
            if place < 0:
                key, limit = _CROWD, limit * _CROWD_FACTOR
                place = _FIRST
            held, ends, count = _SLOT.unpack_from(self._memory, place)
            count = count if held == key and ends > moment else 0
            if count >= limit:
                return False
            if more:
                _SLOT.pack_into(self._memory, place, key, end, count + more)
            return True

    def _salt(self, day: int) -> bytes:
        """Today's; with a new day everything that was counted is forgotten."""
        held, salt = _HEAD.unpack_from(self._memory, 0)
        if held != day:
            salt = random_bytes(32)
            if held:
                self._memory[_FIRST:] = bytes(_SIZE - _FIRST)
            _HEAD.pack_into(self._memory, 0, day, salt)
        return bytes(salt)

    def _place(self, key: bytes, moment: int) -> int:
        """Where ``key`` is counted, or where it can be; -1 if there is no room."""
        free = -1
        for place in _places(key):
            held, ends, _ = _SLOT.unpack_from(self._memory, place)
            if held == key:
                return place
            if free < 0 and ends <= moment:
                free = place
            if not ends:  # never taken today, so nothing was put past it
                break
        return free


def _places(key: bytes) -> Iterator[int]:
    """Never the first slot, in which the crowd is counted."""
    start = int.from_bytes(key[:8], "little")
    for step in range(_PROBES):
        yield _FIRST + (1 + (start + step) % (_SLOTS - 1)) * _SLOT.size
