"""Work that comes round again and again: a table of jobs, and the loop that runs each when it is due.

A job that fails is counted and tried again later, and the others go on. What happened is kept in a small file, so that
`doctor` can tell whether the loop lives and which job fails. The file names errors by kind only: their texts may hold
what a person wrote.
"""

import json
import logging
import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from azukari.lib.failure import report

logger = logging.getLogger("azukari.worker")

_BEAT = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Job:
    """
    Args:
        name: what `doctor` calls it.
        every: the pause after a run; the pause doubles with each failure in a row, up to a minute.
        run: does the work; gets the time.
    """

    name: str
    every: timedelta
    run: Callable[[datetime], object]


@dataclass(slots=True)
class State:
    """How a job has fared since the loop began."""

    due: datetime
    runs: int = 0
    failures: int = 0
    failing: int = 0  # failures in a row
    error: str = ""  # the kind of the last error

    def pause(self, every: timedelta) -> timedelta:
        return every if not self.failing else min(every * 2**self.failing, max(every, timedelta(minutes=1)))


def clock() -> datetime:
    return datetime.now(UTC)


def run_due(jobs: Sequence[Job], states: dict[str, State], now: datetime, *, after: Callable[[], object]) -> None:
    """Run each job whose time has come, one after another.

    Args:
        after: called after each, whether it failed or not (closing a broken connection, say).
    """
    for job in jobs:
        state = states.setdefault(job.name, State(due=now))
        if state.due > now:
            continue
        try:
            job.run(now)
        except Exception as error:
            state.failures += 1
            state.failing += 1
            state.error = type(error).__name__
            report(error, what=f"The job {job.name} failed, {state.failing} in a row", log=logger)
        else:
            state.runs += 1
            state.failing = 0
        finally:
            after()
        state.due = now + state.pause(job.every)


def loop(jobs: Sequence[Job], stop: threading.Event, *, beat: Path, after: Callable[[], object] = lambda: None) -> None:
    """Run the jobs until ``stop`` is set; the job under way is finished first.

    Args:
        beat: the file that tells how the loop fares; rewritten every ten seconds and when a job's state changes.
    """
    states: dict[str, State] = {}
    written, seen = datetime.min.replace(tzinfo=UTC), ()
    while not stop.is_set():
        now = clock()
        run_due(jobs, states, now, after=after)
        failing: Any = tuple((name, state.failures) for name, state in states.items())
        if failing != seen or now - written >= _BEAT:
            write_beat(beat, states, now)
            written, seen = now, failing
        rest = min((state.due for state in states.values()), default=now + _BEAT) - clock()
        stop.wait(max(0.05, rest.total_seconds()))
    write_beat(beat, states, clock())


def write_beat(path: Path, states: dict[str, State], now: datetime) -> None:
    """Replace the file in one step, so that a reader never sees half of it."""
    jobs = {
        n: {"runs": s.runs, "failures": s.failures, "failing": s.failing, "error": s.error} for n, s in states.items()
    }
    text = json.dumps({"at": now.isoformat(), "pid": os.getpid(), "jobs": jobs})
    new = path.with_suffix(".new")
    new.write_text(text, "utf-8")
    new.replace(path)


def read_beat(path: Path) -> dict[str, Any] | None:
    """What the loop wrote last, or None if it never ran."""
    try:
        found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found
