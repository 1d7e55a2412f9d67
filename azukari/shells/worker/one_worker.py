"""Lock of the worker: of all that run for one instance on this machine, one works; another waits until that one ends.

So a second server on the same instance does nobody's work twice, and takes over when the first has gone.
"""

import fcntl
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path

from azukari.lib.control import Findings
from azukari.lib.job import clock
from azukari.shells.worker.control_words import TWO_WORKERS

_LOOK = 1.0  # seconds between two tries
_SAID = timedelta(seconds=10)
_FRESH = timedelta(minutes=1)


@contextmanager
def turn(data: Path, stop: threading.Event) -> Iterator[bool]:
    """Hold the lock of an instance.

    Args:
        data: its folder of data.
        stop: ends the waiting.

    Yields:
        whether the worker may work; False if it was told to stop before.
    """
    lock = _opened(data / "worker.lock")
    try:
        yield lock is None or _taken(lock, data / "worker-waiting.json", stop)
    finally:
        if lock is not None:
            os.close(lock)


def _opened(path: Path) -> int | None:
    """None where no file can be made: a full disk has a control of its own, and keeps nobody from working."""
    with suppress(OSError):
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    return None


def _taken(lock: int, word: Path, stop: threading.Event) -> bool:
    said: datetime | None = None
    while not stop.is_set():
        if _is_free(lock):
            break
        if said is None or not timedelta(0) <= clock() - said < _SAID:
            said = clock()
            with suppress(OSError):
                word.write_text(json.dumps({"at": said.isoformat(), "pid": os.getpid()}), "utf-8")
        stop.wait(_LOOK)
    if said is not None:
        with suppress(OSError):
            word.unlink(missing_ok=True)
    return not stop.is_set()


def _is_free(lock: int) -> bool:
    """Take it, if nobody has it; a disk that knows no locks keeps nobody from working."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return not isinstance(error, BlockingIOError)
    return True


def findings(data: Path, now: datetime) -> Findings:
    """Whether another worker waits."""
    with suppress(OSError, ValueError, KeyError):
        told = json.loads((data / "worker-waiting.json").read_text("utf-8"))
        if abs(now - datetime.fromisoformat(told["at"])) < _FRESH:
            yield TWO_WORKERS(process=told["pid"])
