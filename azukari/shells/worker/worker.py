"""The worker: runs the table of jobs in its lanes, alone or beside the web server."""

import threading
from contextlib import suppress
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import close_old_connections, connections

from azukari.core.mail.bulk.processes import end as end_senders
from azukari.lib import pulse
from azukari.lib.instance import Instance
from azukari.lib.job import JobState, Runner, clock
from azukari.lib.worker import Places, Worker
from azukari.shells.worker import one_worker, standing
from azukari.shells.worker.clock import clock_check
from azukari.shells.worker.jobs import jobs


def beat_file(instance: Instance) -> Path:
    """Where the worker leaves word that it lives."""
    return instance.root / "data" / "worker.json"


def run(stop: threading.Event) -> None:
    """Run all jobs until ``stop`` is set, once no other worker does. Each lane has a thread and a database connection
    of its own.
    """
    check = clock_check()
    runner = Runner(after=close_old_connections, in_doubt=check.in_doubt, may_work=_may_work)
    beat = beat_file(settings.AZUKARI)
    moves = partial(pulse.beat, pulse.Role.WORKER)
    places = Places(beat, on_beat=check.advance, moves=moves, closing=connections.close_all)
    with one_worker.turn(beat.parent, stop) as mine:
        try:
            if mine:
                Worker(jobs(), runner, places).run(stop)
                end_senders()
        finally:
            connections.close_all()


def run_once() -> dict[str, str]:
    """Run each job once, one after another.

    Returns:
        the jobs that failed, with the kind of their error.
    """
    states: dict[str, JobState] = {}
    check = clock_check()
    with suppress(OSError):  # a full disk has a control of its own
        check.advance(clock())
    Runner(after=close_old_connections, in_doubt=check.in_doubt, may_work=_may_work).run_due(jobs(), states)
    return {name: state.error for name, state in states.items() if state.failing}


def _may_work() -> bool:
    return standing.look().is_well
