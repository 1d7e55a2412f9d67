"""Serve the bare project: ``python -m benchmarks.bare.serve PORT THREADS [--front]``.

By granian as a WSGI server, which is how a Django view is served with no more than it needs; with ``--front`` behind
the front of Azukari, by its server, so that what the front takes can be told apart.
"""

import argparse
import os
from functools import partial

import django
from django.core.management import call_command
from django.db import connections

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.bare.settings"
django.setup()

from granian import Granian  # noqa: E402
from granian.constants import HTTPModes, Interfaces  # noqa: E402
from granian.log import LogLevels  # noqa: E402

from azukari.site.server import Address, load, server  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("port", type=int)
    parser.add_argument("threads", type=int)
    parser.add_argument("--front", action="store_true", help="behind the front of Azukari")
    chosen = parser.parse_args()
    call_command("migrate", run_syncdb=True, verbosity=0)
    connections.close_all()
    if chosen.front:
        behind = server("benchmarks.bare.rsgi:front", Address("127.0.0.1", chosen.port), None)
        behind.serve(target_loader=partial(load, count=chosen.threads))
    else:
        _plain(chosen.port, chosen.threads)


def _plain(port: int, threads: int) -> None:
    Granian(
        "benchmarks.bare.wsgi:application",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        workers=1,
        blocking_threads=threads,
        blocking_threads_idle_timeout=600,
        backpressure=1024,
        websockets=False,
        log_level=LogLevels.warning,
        log_access=False,
    ).serve()


if __name__ == "__main__":
    main()
