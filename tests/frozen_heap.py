"""Garbage collection in a run of the suite: what is loaded before the first test is never looked through (`gc.freeze`).

Program, libraries and tests stay until the end, and are most of what lives. `conftest.py` sets the collection aside
from its first line; it begins when the tests are collected, and comes around less often than in a server that shall
stay small.
"""

import gc

_NEWCOMERS = 20_000  # objects, before those are looked through; Python's own number is a tenth


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.set_threshold(_NEWCOMERS, *gc.get_threshold()[1:])
    gc.enable()
