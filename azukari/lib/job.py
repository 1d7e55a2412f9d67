"""Scheduled jobs: work that comes round again and again, each job when it is due, by the monotonic clock.

A job that fails is counted and tried again later, and the others go on. Jobs stand in lanes that run beside each other
(`lib.worker`), so that one that waits for another server, or has much to do, holds up its own lane alone. When a job is
due is measured by a clock that nobody can set; the time that a job works with is the wall clock's, when the job begins.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from azukari.lib.failure import report

logger = logging.getLogger("azukari.worker")

_LONGEST_REST = 10.0  # seconds that a lane sleeps at most
_HELD = 10.0  # seconds until a job that is held asks again


class Lane(StrEnum):
    """Who waits for whom: jobs of one lane run one after another, and wait for no other lane."""

    CORE = "core"  # the ledger, what people asked for, what was decided
    MAIL = "mail"  # the mail server, which may be slow
    BULK = "bulk"  # lists, looks at everybody, searches
    NETWORK = "network"  # other people's servers
    UPKEEP = "upkeep"  # retention and sweeps


@dataclass(frozen=True, slots=True)
class Job:
    """
    Args:
        name: what `doctor` calls it.
        every: the pause after a run; the pause doubles with each failure in a row, up to a minute.
        run: does the work; gets the time at which it begins.
        lane: which jobs wait for this one.
        dated: it ends, erases or publishes what a date has come for, so it is held while the clock is in doubt.
        tolerates: so many failures in a row are no matter for `doctor`.
        always: it only looks, so it runs as well while the instance may not work (`Runner.may_work`).
    """

    name: str
    every: timedelta
    run: Callable[[datetime], object]
    lane: Lane = Lane.CORE
    dated: bool = True
    tolerates: int = 0
    always: bool = False


@dataclass(slots=True)
class JobState:
    """How a job has fared since the worker began.

    Args:
        due: when it runs next, in seconds of the monotonic clock.
        failing: failures in a row.
        error: the kind of the last error; its words may hold what a person wrote.
        since: when it began, while it runs.
    """

    due: float = 0.0
    runs: int = 0
    failures: int = 0
    failing: int = 0
    error: str = ""
    since: datetime | None = None

    def pause(self, every: timedelta) -> timedelta:
        return every if not self.failing else min(every * 2**self.failing, max(every, timedelta(minutes=1)))


def clock() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Runner:
    """What jobs need around them.

    Args:
        after: called after each job, whether it failed or not (closing a broken connection, say).
        in_doubt: whether the wall clock cannot be believed at a moment; a dated job does not run then.
        may_work: whether the instance is whole; while it is not, no job runs that writes or sends anything.
        now: the wall clock.
        ticks: the monotonic clock, in seconds.
    """

    after: Callable[[], object] = lambda: None
    in_doubt: Callable[[datetime], bool] = lambda _: False
    may_work: Callable[[], bool] = lambda: True
    now: Callable[[], datetime] = clock
    ticks: Callable[[], float] = time.monotonic

    def run_due(self, jobs: Sequence[Job], states: dict[str, JobState], *, stop: threading.Event | None = None) -> None:
        """Run each job whose time has come, one after another.

        Args:
            stop: ends after the job under way, once it is set.
        """
        for job in jobs:
            state = states.setdefault(job.name, JobState())
            if stop is not None and stop.is_set():
                return
            if state.due <= self.ticks():
                state.due = self.ticks() + self._run(job, state)

    def _run(self, job: Job, state: JobState) -> float:
        """Run it; returns the seconds until it runs again."""
        try:
            now = self.now()
            if (job.dated and self.in_doubt(now)) or not (job.always or self.may_work()):
                return _HELD
            state.since = now
            try:
                job.run(now)
            finally:
                state.since = None
                self.after()
        except Exception as error:
            state.failures += 1
            state.failing += 1
            state.error = type(error).__name__
            report(error, what=f"The job {job.name} failed, {state.failing} in a row", log=logger)
        else:
            state.runs += 1
            state.failing = 0
        return state.pause(job.every).total_seconds()

    def loop(self, jobs: Sequence[Job], states: dict[str, JobState], stop: threading.Event) -> None:
        """Run the jobs until ``stop`` is set; the job under way is finished first."""
        while not stop.is_set():
            self.run_due(jobs, states, stop=stop)
            rest = min((states[job.name].due for job in jobs if job.name in states), default=0.0) - self.ticks()
            stop.wait(min(max(0.05, rest), _LONGEST_REST))
