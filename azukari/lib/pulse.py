"""Pulse of a process: when its loop last moved, in memory that it shares with whoever watches over it.

A process whose loop stands (one thread holds the interpreter, or the process is stopped) can tell nobody; so each tells
that it moves, and who watches sees that it does not any more.
"""

import os
import struct
import time
from enum import StrEnum
from functools import cache
from mmap import mmap

from azukari.lib import shared_memory

VARIABLE = "AZUKARI_PULSE"
"""Names the memory to the processes that tell."""

EVERY = 1.0
"""Seconds between two beats."""

_SLOT = struct.Struct("<qd")  # the process, and when by the clock of the machine that nobody sets


class Role(StrEnum):
    """What a process does."""

    WEB = "web"
    WORKER = "worker"


_PLACE = {role: number * _SLOT.size for number, role in enumerate(Role)}


def allot() -> None:
    """Make the memory for processes that this one will start."""
    shared_memory.allot(VARIABLE, _SLOT.size * len(Role))


@cache
def _memory() -> mmap | None:
    return shared_memory.opened(VARIABLE)


def beat(role: Role) -> None:
    """Tell that this process moves; nothing where nobody watches."""
    if memory := _memory():
        _SLOT.pack_into(memory, _PLACE[role], os.getpid(), time.monotonic())


def silent_for(role: Role, pid: int) -> float | None:
    """Seconds since that process last told that it moves; None while it has not told yet, or nobody can tell."""
    memory = _memory()
    told, at = _SLOT.unpack_from(memory, _PLACE[role]) if memory else (0, 0.0)
    return time.monotonic() - at if told == pid else None
