"""`azukari worker`: the work that comes round again and again, in a process of its own."""

import argparse
import os
import signal
import threading
from types import FrameType

from django.conf import settings
from django.db import connections

from azukari.lib import pulse, shared_counts
from azukari.lib.pulse import Role
from azukari.lib.terminal import say
from azukari.lib.verb import Subparsers
from azukari.shells.worker import worker
from azukari.shells.worker.supervisor import Supervisor
from azukari.shells.worker.worker_process import PARENT, WorkerProcess, run_beside
from azukari.site.failures import listen_to_threads


def add(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser("worker", help="run the worker alone", description=__doc__)
    parser.add_argument("--once", action="store_true", help="run every job once, then end; 1 if one failed")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    if args.once:
        failed = worker.run_once()
        for name, error in failed.items():
            say(f"{name} failed ({error})")
        return 1 if failed else 0
    listen_to_threads()
    if parent := os.environ.pop(PARENT, ""):
        run_beside(int(parent))
        return 0
    stop = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - a signal handler's signature
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    signal.signal(signal.SIGHUP, end)
    say(f"The worker runs for {settings.AZUKARI.root}.")
    os.environ["AZUKARI_INSTANCE"] = str(settings.AZUKARI.root)
    connections.close_all()  # the worker is a copy of this process
    shared_counts.allot()
    pulse.allot()
    process = WorkerProcess()
    process.start()
    try:
        seconds = settings.AZUKARI.frozen_after
        Supervisor(settings.AZUKARI.root, seconds, {Role.WORKER: process.process}, process.tend).run(stop)
    finally:
        process.stop()
    return 0
