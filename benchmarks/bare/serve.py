"""Serve the bare project with the server and the options of Azukari: ``python -m benchmarks.bare.serve PORT [N]``."""

import os
import sys
from functools import partial

import django
from django.core.management import call_command
from django.db import connections

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.bare.settings"
django.setup()

from azukari.site.server import THREADS, Address, load, server  # noqa: E402

if __name__ == "__main__":
    call_command("migrate", run_syncdb=True, verbosity=0)
    connections.close_all()
    threads = int(sys.argv[2]) if len(sys.argv) > 2 else THREADS
    server("benchmarks.bare.rsgi:front", Address("127.0.0.1", int(sys.argv[1])), None).serve(
        target_loader=partial(load, count=threads)
    )
