"""Write-ahead journal of a sender: what a mail server has taken is on record before its next answer is read.

A record is one write of 17 bytes, a sign and the message's id, so that it survives the process's death at any moment.
The file belongs to one run, which holds a lock on it: a file without its lock is what a run left that ended, and says
which messages went, and which may have (their bytes left, and no answer is on record).
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from uuid import UUID

BEGUN, TAKEN, ANSWERED = b"?", b"+", b"-"
_RECORD = 17


@dataclass(slots=True)
class Left:
    """What a run left.

    Args:
        taken: messages that a mail server took.
        doubtful: whose bytes left without an answer.
    """

    run: UUID
    taken: set[UUID] = field(default_factory=set)
    doubtful: set[UUID] = field(default_factory=set)


class Journal:
    """The journal of one run.

    Raises:
        OSError: the folder cannot be written to; then nothing may be sent.
    """

    def __init__(self, folder: Path, run: UUID) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.run, self._path = run, folder / f"{run}.journal"
        self._file = os.open(self._path, os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_WRONLY, 0o600)
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def begun(self, message: UUID) -> None:
        """Its bytes are about to leave."""
        os.write(self._file, BEGUN + message.bytes)

    def taken(self, message: UUID) -> None:
        """A mail server took it."""
        os.write(self._file, TAKEN + message.bytes)

    def answered(self, message: UUID) -> None:
        """A mail server said that it does not take it."""
        os.write(self._file, ANSWERED + message.bytes)

    def clear(self) -> None:
        """The database knows all of it."""
        os.ftruncate(self._file, 0)

    def close(self) -> None:
        """End the run; only once the database knows all of it."""
        self._path.unlink(missing_ok=True)
        os.close(self._file)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self.close()
        else:
            os.close(self._file)  # it stays, and `left` finds it


def left(folder: Path) -> Iterator[Left]:
    """What runs left that have ended. Each file goes once the caller has dealt with it, and stays if that fails."""
    for path in sorted(folder.glob("*.journal")):
        with suppress(FileNotFoundError):
            file = os.open(path, os.O_RDWR)
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(file)
                continue
            try:
                yield _read(UUID(path.stem), path.read_bytes())
                path.unlink(missing_ok=True)
            finally:
                os.close(file)


def _read(run: UUID, records: bytes) -> Left:
    found = Left(run)
    for start in range(0, len(records) // _RECORD * _RECORD, _RECORD):
        sign, message = records[start : start + 1], UUID(bytes=records[start + 1 : start + _RECORD])
        if sign == BEGUN:
            found.doubtful.add(message)
        else:
            found.doubtful.discard(message)
        if sign == TAKEN:
            found.taken.add(message)
    return found
