"""Process of the worker, beside the one that serves: a copy of it at first, and restarted by the command if it ends.

So a job that holds the interpreter, or takes all of the memory, takes nothing from visitors, and can be ended.
"""

import ctypes
import faulthandler
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Protocol

from django.conf import settings

from azukari.lib import pulse, shared_counts, shared_memory
from azukari.lib.failure import report
from azukari.shells.worker import worker

_log = logging.getLogger("azukari.worker")

PARENT = "AZUKARI_SUPERVISED_BY"
"""Tells a worker that is restarted who watches over it."""

NAME = "azukari-worker"
_PR_SET_NAME = 15  # prctl(2)
_ROOT = Path(__file__).resolve().parents[3]
_AGAIN = (1, 2, 5, 10, 30)  # seconds until it is restarted after it has ended, and ended again
_STEADY = 300  # seconds of work after which an end is the first one
_FAREWELL = 45.0  # seconds that it has to end, with the processes that send mailings; less than a service manager waits
_KILLED = 5.0  # seconds until the system has done with one that was killed
_THREADS = Path("/proc/self/task")


class _Child(Protocol):
    pid: int

    def poll(self) -> int | None: ...


class WorkerProcess:
    """The worker, which is restarted if it ends."""

    def __init__(self) -> None:
        self._child: _Child | None = None
        self._began, self._ends, self._due = 0.0, 0, 0.0

    def process(self) -> int | None:
        """Its process; None while there is none."""
        return self._child.pid if self._child else None

    def start(self) -> None:
        """Begin it: as a copy of this process while that has no other thread, else by the command."""
        alone = _THREADS.exists() and len(list(_THREADS.iterdir())) == 1
        self._child = _Copy(run_beside) if alone else _anew()
        self._began = time.monotonic()

    def tend(self) -> None:
        """Begin it anew if it has ended, after a while."""
        if self._child is not None and self._child.poll() is not None:
            self._child = None
            self._ends = 1 if time.monotonic() - self._began > _STEADY else self._ends + 1
            wait = _AGAIN[min(self._ends, len(_AGAIN)) - 1]
            self._due = time.monotonic() + wait
            _log.error("The worker has ended, and is restarted in %d s.", wait)
        if self._child is None and time.monotonic() >= self._due:
            self._child, self._began = _anew(), time.monotonic()

    def stop(self) -> None:
        """Let it end after the jobs under way, or without them if they take too long."""
        if (child := self._child) is None:
            return
        with suppress(ProcessLookupError):
            os.kill(child.pid, signal.SIGTERM)
        if not _has_ended(child, within=_FAREWELL):
            os.kill(child.pid, signal.SIGKILL)
            _has_ended(child, within=_KILLED)


def _has_ended(child: _Child, *, within: float) -> bool:
    until = time.monotonic() + within
    while child.poll() is None and time.monotonic() < until:
        time.sleep(0.05)
    return child.poll() is not None


class _Copy:
    """A copy of this process that runs something else, and ends with that.

    Args:
        run: gets this process.
    """

    def __init__(self, run: Callable[[int], object]) -> None:
        first, self._status = os.getpid(), None
        self.pid = os.fork()
        if self.pid == 0:
            code = 1
            try:
                run(first)
                code = 0
            except Exception as error:
                report(error, what="The worker has ended", log=_log)
            finally:
                os._exit(code)

    _status: int | None

    def poll(self) -> int | None:
        """How it ended; None while it runs."""
        if self._status is None:
            try:
                done, status = os.waitpid(self.pid, os.WNOHANG)
            except ChildProcessError:  # somebody else has waited for it
                done, status = self.pid, 0
            self._status = status if done else None
        return self._status


def _anew() -> subprocess.Popen[bytes]:
    root = str(settings.AZUKARI.root)
    return subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-P", "-m", "azukari.cli", "worker", "--dir", root],
        cwd=_ROOT,
        env={**os.environ, "AZUKARI_INSTANCE": root, PARENT: str(os.getpid())},
        pass_fds=shared_memory.files((pulse.VARIABLE, shared_counts.VARIABLE)),
        stdin=subprocess.DEVNULL,
    )


def run_beside(first: int) -> None:
    """Run the jobs until told to end, or until the process that began this one has ended.

    Args:
        first: that process.
    """
    stop = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - a signal handler's signature
        stop.set()

    signal.signal(signal.SIGTERM, end)
    for number in (signal.SIGINT, signal.SIGHUP):  # meant for the process that began this one, which tells it
        signal.signal(number, signal.SIG_IGN)
    with suppress(OSError, AttributeError):  # no Linux: it is called as the first one is
        ctypes.CDLL(None).prctl(_PR_SET_NAME, NAME.encode(), 0, 0, 0)
    faulthandler.enable()
    threading.Thread(target=_end_with, args=(first, stop), name="azukari-end", daemon=True).start()
    worker.run(stop)


def _end_with(first: int, stop: threading.Event) -> None:
    while os.getppid() == first:
        time.sleep(1)
    stop.set()
    time.sleep(_FAREWELL)
    os._exit(1)
