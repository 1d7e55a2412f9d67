"""A signal that another thread took is heard by whoever waits for what its handler sets."""

import signal
import threading

from azukari.lib.signalled_event import SignalledEvent

_LONG = 20.0  # seconds


def test_a_signal_that_did_not_wake_the_first_thread_is_heard():
    stop, heard = SignalledEvent(), list[bool]()

    def handler(*_: object) -> None:
        heard.append(not late)
        stop.set()

    def elsewhere() -> None:
        signal.pthread_kill(threading.get_ident(), signal.SIGUSR1)

    def give_up() -> None:
        late.append(True)
        stop.set()

    late, before = list[bool](), signal.signal(signal.SIGUSR1, handler)
    others = threading.Timer(0.2, elsewhere), threading.Timer(_LONG, give_up)
    try:
        for other in others:
            other.start()
        assert stop.wait()
    finally:
        signal.signal(signal.SIGUSR1, before)
        for other in others:
            other.cancel()
    assert heard == [True]


def test_a_wait_with_an_end_ends():
    assert not SignalledEvent().wait(0.01)
