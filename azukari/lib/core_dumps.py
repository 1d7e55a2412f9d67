"""Core dumps: a process that holds keys or opened values leaves none, neither in a file nor to a program."""

import ctypes
import resource
from contextlib import suppress

_PR_SET_DUMPABLE = 4  # prctl(2)


def forbid() -> None:
    """Forbid them to this process and those that it forks.

    The limit alone does not hold where the kernel hands a dump to a program, as systemd-coredump (core(5)). A process
    that is not dumpable cannot be read by another one of the same user either (ptrace(2)).
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError, AttributeError):  # no Linux: the limit has to do
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
