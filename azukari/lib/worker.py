"""Supervisor of the worker's lanes: a thread for each lane, restarted if it ends, and a heartbeat of its own.

The beat is nobody's job: however long a job takes, the beat goes on, and tells what is running and since when. Whatever
goes wrong here itself (a full disk, no more threads) is logged by kind, and tried again a second later.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from azukari.lib import heartbeat
from azukari.lib.failure import report
from azukari.lib.job import Job, JobState, Lane, Runner

logger = logging.getLogger("azukari.worker")

_LOOK = 1.0  # seconds between two looks at the lanes
_FAREWELL = 25.0  # seconds that the jobs under way have to end; a worker can die at any point


@dataclass(frozen=True, slots=True)
class Places:
    """Where the worker leaves word.

    Args:
        beat: the file of the heartbeat.
        on_beat: called beside each beat, with the time.
        moves: called with each look, which tells that the loop moves.
        closing: called in each lane's thread before it ends (closing its connections).
    """

    beat: Path
    on_beat: Callable[[datetime], object] = lambda _: None
    moves: Callable[[], object] = lambda: None
    closing: Callable[[], object] = lambda: None


class Worker:
    """Runs the jobs in their lanes.

    Args:
        jobs: all of them; within a lane they run in this order.
        runner: what they need around them.
        places: where word is left.
    """

    def __init__(self, jobs: Sequence[Job], runner: Runner, places: Places) -> None:
        self._jobs, self._runner, self._places = jobs, runner, places
        self._states = {job.name: JobState() for job in jobs}
        self._lanes: dict[Lane, threading.Thread] = {}
        self._restarts, self._restarted = 0, None
        self._failures: tuple[int, ...] = ()
        self._next_beat = 0.0
        self._trouble = ""

    _restarted: datetime | None

    def run(self, stop: threading.Event) -> None:
        """Until ``stop`` is set; jobs under way are waited for a while."""
        while not stop.is_set():
            self._guarded(self._look, stop)
            stop.wait(_LOOK)
        until = time.monotonic() + _FAREWELL
        for thread in self._lanes.values():
            thread.join(timeout=max(0.0, until - time.monotonic()))
        self._guarded(self._beat, self._runner.now())

    def _guarded[T](self, act: Callable[[T], object], argument: T) -> None:
        try:
            act(argument)
        except Exception as error:
            if self._trouble != type(error).__name__:
                self._trouble = type(error).__name__
                report(error, what="The worker cannot tell that it lives, and goes on", log=logger)
        else:
            self._trouble = ""

    def _look(self, stop: threading.Event) -> None:
        """Begin what does not run, and beat when it is time, or when a job's luck has changed."""
        self._places.moves()
        for lane in dict.fromkeys(job.lane for job in self._jobs):
            running = self._lanes.get(lane)
            if running is None or not running.is_alive():
                self._begin(lane, stop, anew=running is not None)
        failures = tuple(state.failing for state in self._states.values())
        if time.monotonic() >= self._next_beat or failures != self._failures:
            self._beat(self._runner.now())
            self._next_beat, self._failures = time.monotonic() + heartbeat.EVERY.total_seconds(), failures

    def _begin(self, lane: Lane, stop: threading.Event, *, anew: bool) -> None:
        if anew:
            self._restarts, self._restarted = self._restarts + 1, self._runner.now()
            logger.error("The lane %s had ended, and is restarted.", lane.value)
        thread = threading.Thread(target=self._run_lane, args=(lane, stop), name=f"azukari-{lane.value}", daemon=True)
        thread.start()
        self._lanes[lane] = thread

    def _run_lane(self, lane: Lane, stop: threading.Event) -> None:
        try:
            self._runner.loop([job for job in self._jobs if job.lane is lane], self._states, stop)
        finally:
            self._places.closing()

    def _beat(self, now: datetime) -> None:
        heartbeat.write(
            self._places.beat,
            self._jobs,
            self._states,
            now,
            restarts=self._restarts,
            restarted=self._restarted,
        )
        self._places.on_beat(now)
