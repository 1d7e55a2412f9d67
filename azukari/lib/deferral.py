"""Deferred writes: a request leaves behind what it has to write, and its answer goes out once that is on disk.

So its thread takes up the next request meanwhile, and whoever commits finds more to commit together. Only a server that
can keep an answer back offers it (`site.front.threads`), in a request's environ; without it a request waits for its
write as any other. If the write fails, the request is run once more: it goes on where the failure would have met it.
"""

from collections.abc import Callable, Mapping
from typing import Any

PLACE = "azukari.deferral"

type Settle = Callable[[BaseException | None], object]
"""Is told what became of a write: None once it is on disk."""


class Deferral:
    """What one request leaves behind, if anything."""

    __slots__ = ("_begin", "_notes", "_resume", "error")

    def __init__(self) -> None:
        self.error: BaseException | None = None
        self._begin: Callable[[Settle], object] | None = None
        self._resume: Callable[[BaseException], Any] | None = None
        self._notes: list[Callable[[], object]] = []

    @property
    def is_open(self) -> bool:
        """Whether a write may be left: once one has failed, the request waits for what it writes instead."""
        return self.error is None

    @property
    def is_left(self) -> bool:
        """Whether one was, so that the answer has to wait."""
        return self._begin is not None

    def leave(self, begin: Callable[[Settle], object]) -> None:
        """Leave a write.

        Args:
            begin: hands it to whoever commits, and returns at once.
        """
        self._begin = begin

    def otherwise(self, resume: Callable[[BaseException], Any]) -> None:
        """Say what is done if it fails: what the caller would have done with the error."""
        if self.is_left:
            self._resume = resume

    def around(self, outer: Callable[[Callable[[], Any]], Any]) -> None:
        """Say what is done besides: with what was said before, as an outer function with what an inner one does."""
        if inner := self._resume:
            self._resume = lambda error: outer(lambda: inner(error))

    def note(self, note: Callable[[], object]) -> None:
        """Have this done once it is written, by the thread that commits."""
        self._notes.append(note)

    def begin(self, settle: Settle) -> None:
        """Hand the write over; another thread calls ``settle``."""
        begin, self._begin = self._begin, None
        if begin:
            begin(settle)

    def settled(self) -> None:
        """It is written."""
        for note in self._notes:
            note()

    def failed(self, error: BaseException) -> None:
        """It is not, and the request is run once more; whatever was to be done after it is forgotten."""
        self.error = error
        self._notes.clear()

    def resume(self) -> Any:
        """Go on after the failure; raises what the request would have raised."""
        if self.error is None:
            raise RuntimeError("Nothing has failed.")
        if self._resume is None:
            raise self.error
        return self._resume(self.error)


def deferral(environ: Mapping[str, Any]) -> Deferral | None:
    """That of a request; None where its server keeps no answer back."""
    found = environ.get(PLACE)
    return found if isinstance(found, Deferral) else None
