"""Heartbeat: a small file by which the worker tells that it lives, what it is at, and which job fails.

It is about this machine, and must be readable when the database is what fails. Errors are named by kind only: their
texts may hold what a person wrote.
"""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from azukari.lib.job import Job, JobState

EVERY = timedelta(seconds=10)

AHEAD = timedelta(minutes=2)
"""A beat that lies so far in the future was written under another clock: it says nothing about now."""


@dataclass(frozen=True, slots=True)
class Beat:
    """
    Args:
        at: when it was written, by the wall clock.
        jobs: how each job fares: ``runs``, ``failures``, ``failing`` (in a row, beyond what is tolerated), ``error``,
            ``lane``, and ``since`` while it runs.
        restarts: how often a lane had to be restarted.
        restarted: when last.
        pid: the process that wrote it.
    """

    at: datetime
    jobs: Mapping[str, Mapping[str, Any]]
    restarts: int = 0
    restarted: datetime | None = None
    pid: int = 0

    def age(self, now: datetime) -> timedelta | None:
        """How long ago it was; None if it lies in the future, so that nobody can tell."""
        return None if self.at > now + AHEAD else max(now - self.at, timedelta(0))


def write(
    path: Path,
    jobs: Iterable[Job],
    states: Mapping[str, JobState],
    now: datetime,
    *,
    restarts: int = 0,
    restarted: datetime | None = None,
) -> None:
    """Replace the file in one step, so that a reader never sees half of it.

    Raises:
        OSError: it cannot be written; the old one stays.
    """
    fared = {}
    for job in jobs:
        state = states.get(job.name, JobState())
        since = state.since  # another thread ends it
        fared[job.name] = {
            "lane": job.lane.value,
            "runs": state.runs,
            "failures": state.failures,
            "failing": state.failing if state.failing > job.tolerates else 0,
            "error": state.error,
            "since": since.isoformat() if since else None,
        }
    told = {
        "at": now.isoformat(),
        "pid": os.getpid(),
        "jobs": fared,
        "restarts": restarts,
        "restarted": restarted.isoformat() if restarted else None,
    }
    new = path.with_suffix(".new")
    new.write_text(json.dumps(told), "utf-8")
    new.replace(path)


def read(path: Path) -> Beat | None:
    """The last beat, or None if there is none that can be read."""
    try:
        found = json.loads(path.read_text("utf-8"))
        restarted = found.get("restarted")
        return Beat(
            datetime.fromisoformat(found["at"]),
            found["jobs"],
            found.get("restarts", 0),
            datetime.fromisoformat(restarted) if restarted else None,
            found.get("pid", 0),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
