"""Batched completion: the event loop hears of the requests that threads have answered when it wakes for another reason.

An answer goes from its thread to the client at once; the loop has only to give the turn back. Were it woken for each,
the thread would hand over the interpreter and get in line for it again. So what has ended lies here until the next
request comes, or the beat; whoever waits for a turn has the loop woken at once.
"""

import asyncio
from collections import deque
from collections.abc import Callable

BEAT = 0.05  # seconds between two looks, while anything is under way

type Ended = asyncio.Future[None]


class UnderWay:
    """
    Args:
        is_awaited: whether somebody waits for one of these to end; asked by threads.
    """

    def __init__(self, is_awaited: Callable[[], bool]) -> None:
        self._is_awaited = is_awaited
        self._ended: deque[Ended] = deque()
        self._known: dict[Ended, tuple[float, Callable[[], object]]] = {}
        self._is_beating = False

    def begin(self, loop: asyncio.AbstractEventLoop, *, longest: float, give_up: Callable[[], object]) -> Ended:
        """Something to wait for until the thread has ended.

        Args:
            longest: in so many seconds ``give_up`` is called, if it has not ended by then.
        """
        ended: Ended = loop.create_future()
        self._known[ended] = loop.time() + longest, give_up
        if not self._is_beating:
            self._is_beating = True
            loop.call_later(BEAT, self._beat, loop)
        return ended

    def end(self, loop: asyncio.AbstractEventLoop, ended: Ended) -> None:
        """Called by the thread, last of all."""
        self._ended.append(ended)
        if self._is_awaited():
            loop.call_soon_threadsafe(self.settle)

    def settle(self) -> None:
        """In the loop: let everything go on that has ended."""
        while self._ended:
            ended = self._ended.popleft()
            self._known.pop(ended, None)
            if not ended.done():
                ended.set_result(None)

    def _beat(self, loop: asyncio.AbstractEventLoop) -> None:
        self.settle()
        now = loop.time()
        for ended, (until, give_up) in [*self._known.items()]:
            if ended.done():  # whoever waited has gone
                del self._known[ended]
            elif until <= now:
                self._known[ended] = float("inf"), give_up
                give_up()
        self._is_beating = bool(self._known)
        if self._is_beating:
            loop.call_later(BEAT, self._beat, loop)
