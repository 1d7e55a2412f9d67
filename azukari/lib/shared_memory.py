"""Memory that processes share (memfd): made by the one that starts the others, held open by each, and never on a disk.

It is handed on as an open file, not by a name: a process that holds keys may not be looked into (`lib.core_dumps`), not
even at the files that it has open.
"""

import mmap
import os
from collections.abc import Iterable
from contextlib import suppress
from multiprocessing.reduction import DupFd
from typing import Any

_NAME = "azukari"


def allot(variable: str, size: int) -> None:
    """Make memory for processes that this one will start, and name it to them; nothing where there is no memfd.

    Args:
        variable: of the environment, which tells them its file.
        size: bytes.
    """
    if hasattr(os, "memfd_create") and _file(variable) is None:
        file = os.memfd_create(_NAME)
        os.ftruncate(file, size)
        os.environ[variable] = str(file)


def opened(variable: str) -> mmap.mmap | None:
    """The memory that ``variable`` names; None where this process was handed none."""
    file = _file(variable)
    return None if file is None else mmap.mmap(file, 0)


def _file(variable: str) -> int | None:
    """The open file, if it is one of ours: a process that was started otherwise may have the number for another one."""
    named = os.environ.get(variable, "")
    with suppress(OSError):
        if named.isdecimal() and os.readlink(f"/proc/self/fd/{named}").startswith(f"/memfd:{_NAME}"):  # noqa: PTH115
            return int(named)
    return None


def files(variables: Iterable[str]) -> tuple[int, ...]:
    """The open files of memory, to be handed to a process that is started anew."""
    return tuple(file for file in map(_file, variables) if file is not None)


class HandedOn:
    """What hands memory on to a process of `multiprocessing`, whichever way it is started.

    Args:
        variables: those that name it.
    """

    def __init__(self, variables: Iterable[str]) -> None:
        self._variables = tuple(variables)

    def __reduce__(self) -> tuple[Any, ...]:
        """A process that is started anew gets copies of the files, under the same numbers."""
        return _handed_on, (self._variables, tuple(map(DupFd, files(self._variables))))


def _handed_on(variables: tuple[str, ...], handles: Iterable[Any]) -> HandedOn:
    for handle in handles:
        handle.detach()
    return HandedOn(variables)
