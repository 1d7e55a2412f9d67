"""File descriptors of the served processes: how many they may hold, and whether that is enough.

A connection is one, and so is each file. The server bounds its connections by what it may hold (`site.server`), so that
the database never goes short; with a low limit visitors wait instead.
"""

from datetime import datetime
from pathlib import Path

from django.conf import settings

from azukari.lib import heartbeat
from azukari.lib.control import Findings
from azukari.shells.worker.control_words import FEW_FILES, MANY_FILES
from azukari.shells.worker.worker import beat_file

_ENOUGH = 1024
_PROC = Path("/proc")


def findings(now: datetime) -> Findings:
    """Of the process that last told that it lives, and of its children; nothing where the system does not tell."""
    beat = heartbeat.read(beat_file(settings.AZUKARI))
    pid = beat.pid if beat and beat.age(now) is not None else 0
    for process in _family(pid):
        held, most = _held(process)
        if held and most < _ENOUGH:
            yield FEW_FILES(process=process, most=most)
        elif held and held > most * 9 // 10:
            yield MANY_FILES(process=process, held=held, most=most)


def _family(pid: int) -> list[int]:
    try:
        text = (_PROC / str(pid) / "task" / str(pid) / "children").read_text("ascii")
    except OSError:
        return []
    return [pid, *map(int, text.split())]


def _held(pid: int) -> tuple[int, int]:
    """How many it holds, and may hold; nothing of a process that has ended or belongs to somebody else."""
    try:
        limits = (_PROC / str(pid) / "limits").read_text("ascii").splitlines()
        most = next(line.split()[3] for line in limits if line.startswith("Max open files"))
        return len(list((_PROC / str(pid) / "fd").iterdir())), int(most)
    except (OSError, StopIteration, ValueError):  # "unlimited" is no number
        return 0, 0
