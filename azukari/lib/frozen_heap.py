"""Garbage collection set aside while a program loads, and what it loaded left out of later ones (`gc.freeze`).

Modules, models and addresses stay until the end. Looking through them for what may go takes a fifth of the time of
loading, and later, whenever all of the heap is looked through, a tenth of a second in which nobody is answered.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def frozen_heap() -> Iterator[None]:
    """Nothing that is made within is ever looked through."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
