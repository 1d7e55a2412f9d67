"""Event set by a signal handler: waiting for it without end hears of every signal, whenever and wherever it came.

Python runs handlers between two steps of the first thread. One that waits makes no steps; what wakes it is the signal
itself, but not one that came in the moment before it began to wait, or that the kernel gave to another thread.
"""

import threading

_LOOK = 1.0  # seconds between two steps


class SignalledEvent(threading.Event):
    """What the first thread waits for, and a signal's handler sets."""

    def wait(self, timeout: float | None = None) -> bool:
        if timeout is not None:
            return super().wait(timeout)
        while not super().wait(_LOOK):
            pass
        return True
