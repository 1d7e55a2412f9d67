"""The entry point that the server loads."""

import atexit
import os
import sys
import threading
from importlib import import_module

import django
from django.core.cache import close_caches
from django.core.signals import request_finished, request_started
from django.db import reset_queries

from azukari.lib.frozen_heap import frozen_heap

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "azukari.site.settings")
_failures = import_module("azukari.site.failures")  # after Django's settings are named
_failures.listen_to_threads()
with frozen_heap():
    django.setup(set_prefix=False)
    application = _failures.guarded(import_module("azukari.site.short_chain").Handler())
    import_module("azukari.site.urls")  # else the first visitor waits for it
request_started.disconnect(reset_queries)  # nobody keeps the statements of a request,
request_finished.disconnect(close_caches)  # and no cache of ours is beyond this process
_stop = threading.Event()
_counting = import_module("azukari.features.statistics.writer").begin(_stop)  # after Django is set up: it has a model


@atexit.register
def _write_last_counts() -> None:
    _stop.set()
    _counting.join(timeout=5)


# How long a thread that comes back from the disk waits for one that computes; with Python's 5 ms the rate of
# submissions is a third lower.
sys.setswitchinterval(0.0005)
