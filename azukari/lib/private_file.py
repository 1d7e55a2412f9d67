"""Files that only the user who runs Azukari can read, from their first byte on."""

import os
import secrets
from pathlib import Path
from typing import BinaryIO


def write(path: Path) -> BinaryIO:
    """Open for writing, emptied; made with mode 0600 where it is not there."""
    return _open(path, os.O_CREAT | os.O_TRUNC)


def append(path: Path) -> BinaryIO:
    """Open for writing at the end; made with mode 0600 where it is not there."""
    return _open(path, os.O_CREAT | os.O_APPEND)


def create(path: Path) -> BinaryIO:
    """Make with mode 0600.

    Raises:
        FileExistsError: it is there.
    """
    return _open(path, os.O_CREAT | os.O_EXCL)


def destroy(path: Path) -> None:
    """Overwrite a file where it lies, have that on disk, and remove it. A file system that writes elsewhere instead
    (copy on write, a journal of data, flash memory) may still hold what it said.
    """
    with path.open("r+b", buffering=0) as file:
        file.write(secrets.token_bytes(path.stat().st_size))
        os.fsync(file.fileno())
    path.unlink()


def settle(folder: Path) -> None:
    """Have the names of a folder's files on disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _open(path: Path, flags: int) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | flags, 0o600), "wb")
