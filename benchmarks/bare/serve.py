"""Serve the bare project with the server and the options of Azukari: ``python -m benchmarks.bare.serve PORT [N]``."""

import os
import sys

import django
from django.core.management import call_command
from django.db import connections

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.bare.settings"
django.setup()

from granian import Granian  # noqa: E402
from granian.constants import Interfaces  # noqa: E402
from granian.http import HTTP1Settings  # noqa: E402
from granian.log import LogLevels  # noqa: E402

from azukari.site.server import THREADS  # noqa: E402

if __name__ == "__main__":
    call_command("migrate", run_syncdb=True, verbosity=0)
    connections.close_all()
    Granian(
        "benchmarks.bare.wsgi:application",
        address="127.0.0.1",
        port=int(sys.argv[1]),
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=int(sys.argv[2]) if len(sys.argv) > 2 else THREADS,
        blocking_threads_idle_timeout=600,
        backpressure=1024,
        websockets=False,
        http1_settings=HTTP1Settings(header_read_timeout=15_000),
        log_level=LogLevels.warning,
        log_access=False,
    ).serve()
