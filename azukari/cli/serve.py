"""`azukari serve`: the pages and the worker, until it is told to stop."""

import argparse
import os

from django.conf import settings
from django.db import connections

from azukari.cli.migrations import migrate
from azukari.cli.parser import whole_number
from azukari.cli.soundness import refuse_unsound
from azukari.lib.terminal import say
from azukari.lib.verb import Subparsers
from azukari.shells.worker.worker_process import WorkerProcess
from azukari.site.failures import listen_to_threads
from azukari.site.server import THREADS, Address, may_listen, serve


def add(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser("serve", help="serve the pages", description=__doc__)
    parser.add_argument(
        "--host", default="127.0.0.1", metavar="H", help="the address to listen on (default: %(default)s)"
    )
    parser.add_argument(
        "--port",
        type=whole_number(1, 65535),
        default=8000,
        metavar="P",
        help="the port to listen on (default: %(default)s)",
    )
    parser.add_argument(
        "--threads",
        type=whole_number(1, 1000),
        default=THREADS,
        metavar="N",
        help="requests worked on at once (default: %(default)s)",
    )
    parser.add_argument("--migrate", action="store_true", help="bring the database up to this version first")
    parser.add_argument("--no-worker", action="store_true", help="the worker runs elsewhere (azukari worker)")
    parser.set_defaults(run=run, offline=lambda args: args.migrate)


def run(args: argparse.Namespace) -> int:
    address = Address(args.host, args.port)
    may_listen(address, settings.AZUKARI)
    if args.migrate:
        migrate()
        refuse_unsound()
    say(f"Serving {settings.AZUKARI.base_url} (listening on {args.host}:{args.port}). Stop with Ctrl-C.")
    serve_with_worker(address, threads=args.threads, worker=not args.no_worker)
    return 0


def serve_with_worker(address: Address, *, threads: int, worker: bool) -> None:
    """Serve, with the worker beside it unless it runs elsewhere."""
    os.environ["AZUKARI_INSTANCE"] = str(settings.AZUKARI.root)
    connections.close_all()  # its processes are copies of this one
    listen_to_threads()
    serve(address, settings.AZUKARI, threads=threads, worker=WorkerProcess() if worker else None)
