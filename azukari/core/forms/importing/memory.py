"""A file in memory alone: what a list says in the clear touches no disk, and is gone with the process."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def in_memory(content: Iterable[bytes]) -> Iterator[Path]:
    """The path of a file that has ``content`` and is on no disk, for as long as the context lasts (Linux)."""
    descriptor = os.memfd_create("list")
    try:
        for piece in content:
            while piece:
                piece = piece[os.write(descriptor, piece) :]  # noqa: PLW2901 - what is still to be written
        yield Path(f"/proc/{os.getpid()}/fd/{descriptor}")
    finally:
        os.close(descriptor)
