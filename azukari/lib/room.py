"""Disk space: is there room to take anything in, room enough to sleep well, and may anything be written at all?

What takes data in stops early and says so, while there is still room for what must always work: withdrawing, erasing,
the ledger, mail. A disk that is full lets nobody do anything, the worker included.
"""

import errno
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

MEGABYTE = 1_000_000

LITTLE = 64 * MEGABYTE
"""With less than this nothing new is taken in."""

SCARCE = 1000 * MEGABYTE
"""With less than this an operator should look, unless the disk is small; then a tenth of it."""


@dataclass(frozen=True, slots=True)
class Room:
    """
    Args:
        free: bytes that this program may still write.
        total: bytes of the disk.
    """

    free: int
    total: int

    @property
    def little(self) -> bool:
        """Whether nothing new may be taken in."""
        return self.free < LITTLE

    @property
    def scarce(self) -> bool:
        """Whether somebody has to make room soon."""
        return self.little or self.free < min(SCARCE, self.total // 10)


def room(folder: Path) -> Room:
    """The room on the disk that ``folder`` lies on.

    Raises:
        OSError: there is no such folder.
    """
    usage = shutil.disk_usage(folder)
    return Room(usage.free, usage.total)


_REFUSING = frozenset({errno.EROFS, errno.EIO, errno.EACCES, errno.EPERM, errno.ENOSPC, errno.EDQUOT})


def takes_writes(folder: Path) -> bool:
    """Whether the disk that ``folder`` lies on takes anything in: a disk that fails is made read-only by the system.

    It is asked with a file that has no name and no content.
    """
    try:
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        return error.errno not in _REFUSING
    return True
