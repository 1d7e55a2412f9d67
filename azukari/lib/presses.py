"""Idempotency in memory: a button that is pressed twice does its work once, where nothing may be stored of the press.

A process remembers digests of what was sent, under a key of its own that is never written down, for a while and up to
a number. The second press waits for the first. What failed may be sent again at once. A process that ends forgets, and
another one does not know: then the press counts twice, and is never lost.
"""

import hashlib
import hmac
import json
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Event, Lock
from time import monotonic

from azukari.lib.random_bytes import random_bytes

_PATIENCE = 15.0  # seconds for which the second waits for the first


@dataclass(slots=True)
class _First:
    done: Event = field(default_factory=Event)
    at: float = field(default_factory=monotonic)


class Presses:
    """
    Args:
        lasts: how long a press is remembered.
        most: how many are.
    """

    def __init__(self, *, lasts: timedelta, most: int) -> None:
        self._lasts, self._most = lasts.total_seconds(), most
        self._key = random_bytes(32)
        self._known: OrderedDict[bytes, _First] = OrderedDict()
        self._lock = Lock()

    def digest(self, sent: object) -> bytes:
        """Of what was sent, as JSON knows it."""
        text = json.dumps(sent, sort_keys=True, default=list)
        return hmac.digest(self._key, text.encode(), hashlib.sha256)

    def is_done(self, digest: bytes) -> bool:
        """Whether it was sent a while ago, and done."""
        with self._lock:
            first = self._earlier(digest)
        return first is not None and first.done.is_set()

    @contextmanager
    def turn(self, digest: bytes) -> Iterator[bool]:
        """What does the work stands inside; True where it is to be done, False where it has been."""
        mine = _First()
        while (first := self._first(digest, mine)) is not mine:
            if not first.done.wait(_PATIENCE) or self.is_done(digest):
                yield False
                return
        try:
            yield True
        except BaseException:
            with self._lock:
                self._known.pop(digest, None)
            raise
        finally:
            mine.done.set()

    def _first(self, digest: bytes, mine: _First) -> _First:
        with self._lock:
            earlier = self._earlier(digest)
            if earlier is None:
                self._known[digest] = mine
                self._known.move_to_end(digest)
                while len(self._known) > self._most:
                    self._known.popitem(last=False)
            return earlier or mine

    def _earlier(self, digest: bytes) -> _First | None:
        found = self._known.get(digest)
        return found if found and monotonic() - found.at < self._lasts else None
