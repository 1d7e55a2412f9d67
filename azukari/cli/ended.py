"""Graceful termination: a command that is told to end (SIGTERM, or SIGHUP when its terminal closes) clears up first.

Without this a signal ends the process at once, and whatever keys and data it had laid out would stay where they are.
"""

import signal
import threading
from types import FrameType


class Ended(BaseException):
    """Somebody told this process to end; not an `Exception`, so that nothing on the way takes it for a failure.

    Args:
        signal: the signal's number.
    """

    def __init__(self, signal: int) -> None:
        super().__init__(signal)
        self.signal = signal


def end_tidily() -> None:
    """From now on, raise `Ended` when told to end. A signal that is ignored, as under nohup, stays ignored."""
    if threading.current_thread() is not threading.main_thread():
        return
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _end)


def _end(number: int, _frame: FrameType | None) -> None:
    raise Ended(number)
