"""Admission control: which requests may wait, and how long one may take to arrive (backpressure, slow-loris defence).

A request costs nothing but its bytes until all of it is there. Then it takes its place in a queue of bounded length, in
which no client network may fill more than its part.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bounds:
    """
    Args:
        patience: seconds that a body has to arrive, however short it is.
        rate: bytes a second that a longer body must keep up on top of that.
        arriving: bodies of one client network that may be on their way at once.
        held: announced bytes of all bodies that are on their way or not answered yet.
        waiting: requests that are complete and not answered yet, of all networks.
        waiting_of_network: the same, of one network.
        assured: requests of a network that may wait even when there are too many in all.
        turn: seconds that a complete request may wait for a thread.
    """

    patience: float = 10
    rate: int = 50_000
    arriving: int = 32
    held: int = 256 * 2**20
    waiting: int = 512
    waiting_of_network: int = 96
    assured: int = 4
    turn: float = 30

    def deadline(self, length: int) -> float:
        """Seconds that a body of ``length`` bytes may take."""
        return self.patience + length / self.rate


class Full(Exception):
    """No room for one more at this moment; nothing was taken."""


class Admission:
    """Counts who is there; used by one event loop alone, so it needs no lock.

    Args:
        bounds: what there is room for.
    """

    def __init__(self, bounds: Bounds) -> None:
        self.bounds = bounds
        self._arriving: Counter[str] = Counter()
        self._bytes = 0
        self._waiting: Counter[str] = Counter()
        self._complete = 0

    @contextmanager
    def held(self, length: int) -> Iterator[None]:
        """From the first byte of a body until its answer.

        Raises:
            Full: too many bytes in all.
        """
        if self._bytes + length > self.bounds.held:
            raise Full
        self._bytes += length
        try:
            yield
        finally:
            self._bytes -= length

    @contextmanager
    def arriving(self, network: str) -> Iterator[None]:
        """While a body is on its way.

        Raises:
            Full: too many of this network are.
        """
        if self._arriving[network] >= self.bounds.arriving:
            raise Full
        self._arriving[network] += 1
        try:
            yield
        finally:
            _one_less(self._arriving, network)

    @contextmanager
    def waiting(self, network: str) -> Iterator[None]:
        """While a complete request waits for its answer.

        Raises:
            Full: too many do, of this network or in all.
        """
        crowded = self._complete >= self.bounds.waiting
        if self._waiting[network] >= (self.bounds.assured if crowded else self.bounds.waiting_of_network):
            raise Full
        self._waiting[network] += 1
        self._complete += 1
        try:
            yield
        finally:
            self._complete -= 1
            _one_less(self._waiting, network)


def _one_less(counts: Counter[str], network: str) -> None:
    """Forget a network of which nothing is there any more."""
    counts[network] -= 1
    if counts[network] <= 0:
        del counts[network]
