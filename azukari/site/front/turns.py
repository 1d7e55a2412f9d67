"""Fair queueing: networks take turns at the threads."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Late(Exception):
    """No turn came in time; nothing was taken."""


class Turns:
    """Fair queueing (round robin): however many requests one network has waiting, another's next one is next but one.

    Used by one event loop alone.

    Args:
        most: requests whose turn it may be at once.
    """

    def __init__(self, most: int) -> None:
        self._free = most
        self._queues: dict[str, deque[asyncio.Future[None]]] = {}  # the network at the front is next

    @property
    def are_taken(self) -> bool:
        """Whether the next one has to wait."""
        return not self._free

    @asynccontextmanager
    async def turn(self, network: str, *, patience: float | None = None) -> AsyncIterator[None]:
        """Wait for this network's turn; it ends with the block.

        Args:
            patience: seconds.

        Raises:
            Late: it did not come in that time.
        """
        if self._free:
            self._free -= 1
        else:
            try:
                async with asyncio.timeout(patience):
                    await self._wait(network)
            except TimeoutError:
                raise Late from None
        try:
            yield
        finally:
            self._next()

    async def _wait(self, network: str) -> None:
        turn = asyncio.get_running_loop().create_future()
        self._queues.setdefault(network, deque()).append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._next()
            raise

    def _next(self) -> None:
        """Give the turn that has ended to whoever is next; whoever has given up waiting is passed over."""
        while self._queues:
            network, queue = next(iter(self._queues.items()))
            turn = queue.popleft()
            del self._queues[network]
            if queue:
                self._queues[network] = queue  # behind the others
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1
