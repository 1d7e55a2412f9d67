"""Supervisor of processes: one whose loop stands is ended, which has it restarted, and the log, the metrics and the
mail to operators tell of it.

It looks from outside: a thread that holds the interpreter lets no other thread of its process look. What was
acknowledged is on disk, so a process can be ended at any moment.
"""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from azukari.lib import pulse
from azukari.lib.job import clock
from azukari.lib.pulse import Role
from azukari.shells.worker import replaced

_log = logging.getLogger("azukari.supervisor")

_LOOK = 1.0  # seconds between two looks
_LATE = 2.0  # seconds by which a look may come late; after more the machine had no time for anybody
_STACKS = 2.0  # seconds in which a process that is told to end writes down where its threads stand


class Tended(Protocol):
    """A process that is restarted if it ends, as that of the worker (`upkeep.worker_process`)."""

    def start(self) -> None: ...

    def process(self) -> int | None: ...

    def tend(self) -> None: ...

    def stop(self) -> None: ...


class Supervisor:
    """
    Args:
        root: the instance's folder.
        seconds: for so long a loop may stand; 0 lets it stand for ever.
        processes: what is watched, with its process; None while there is none.
        tend: called with each look.
    """

    def __init__(
        self,
        root: Path,
        seconds: float,
        processes: Mapping[Role, Callable[[], int | None]],
        tend: Callable[[], object] = lambda: None,
    ) -> None:
        self._root, self._seconds, self._processes, self._tend = root, seconds, processes, tend
        self._suspected: dict[Role, int] = {}

    def begin(self, stop: threading.Event) -> None:
        """Watch in a thread, until ``stop`` is set."""
        threading.Thread(target=self.run, args=(stop,), name="azukari-supervisor", daemon=True).start()

    def run(self, stop: threading.Event) -> None:
        """Watch until ``stop`` is set."""
        due = time.monotonic() + _LOOK
        while not stop.wait(_LOOK):
            late, due = time.monotonic() - due > _LATE, time.monotonic() + _LOOK
            self._tend()
            if late:
                self._suspected.clear()
                continue
            for role, process in self._processes.items():
                if (pid := process()) and not stop.is_set():
                    self._look(role, pid)

    def _look(self, role: Role, pid: int) -> None:
        silent = pulse.silent_for(role, pid)
        if not self._seconds or silent is None or silent <= self._seconds:
            self._suspected.pop(role, None)
        elif self._suspected.get(role) != pid:  # it stands, unless it moves by the next look
            self._suspected[role] = pid
        else:
            _log.error("The loop of the %s process stood for %d s; it is ended and restarted.", role.value, silent)
            replaced.note(self._root, role, clock())
            _end(pid)
            self._suspected.pop(role, None)


def _end(pid: int) -> None:
    """End a process that may not listen. If it can, it writes down first where its threads stand (faulthandler): files,
    lines and functions.
    """
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGABRT)
        until = time.monotonic() + _STACKS
        while time.monotonic() < until and _lives(pid):
            time.sleep(0.05)
        os.kill(pid, signal.SIGKILL)


def _lives(pid: int) -> bool:
    """Whether it has not ended; one that nobody has waited for yet has."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"
