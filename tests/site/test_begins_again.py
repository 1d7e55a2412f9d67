"""A web process that ends is restarted: sooner after a long service than after one that broke at once."""

from typing import Any

import pytest

from azukari.lib.signalled_event import SignalledEvent
from azukari.site import server

LONG = server._STEADY + 1


class _Ends:
    """A server that serves for so many seconds and ends, and at last is told to."""

    def __init__(self, seconds: list[float], clock: list[float]) -> None:
        self.seconds, self.clock, self.waits = seconds, clock, list[float]()
        self.interrupt_signal = False
        self.main_loop_interrupt: Any = self

    def serve(self, **_how: object) -> None:
        if not self.seconds:
            self.interrupt_signal = True
            return
        self.clock[0] += self.seconds.pop(0)
        raise SystemExit(1)

    def clear(self) -> None:
        pass

    def wait(self, seconds: float) -> bool:
        self.waits.append(seconds)
        return False


@pytest.mark.parametrize(
    ("served", "waits"),
    [
        ([1] * 7, [1, 2, 5, 10, 30, 30, 30]),
        ([LONG] * 3, [1, 1, 1]),
        ([1, 1, LONG, 1], [1, 2, 1, 2]),
    ],
)
def test_how_long_it_waits(served: list[float], waits: list[float], monkeypatch: pytest.MonkeyPatch):
    clock = [0.0]
    monkeypatch.setattr("azukari.site.server.time.monotonic", lambda: clock[0])
    ends = _Ends(list(served), clock)
    current: Any = ends
    server._until_told(current, lambda: current, threads=1)
    assert ends.waits == waits


def test_a_signal_is_heard_however_it_came():
    made = server.server("azukari.site.rsgi:front", server.Address("127.0.0.1", 1), None)
    assert isinstance(made.main_loop_interrupt, SignalledEvent)
