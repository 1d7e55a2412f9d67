"""Password hashing with a bounded queue: so many at once as leave a core for others, and few that wait.

Hashing a password takes a third of a second of a processor, for an address that nobody has as well. Whoever tries many
at once would take all threads and all cores; beyond the queue the answer is 503 instead, whatever the address.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.hashers import PBKDF2PasswordHasher

AGAIN = 2
"""Seconds after which another try makes sense."""


class Busy(Exception):
    """So many passwords are being hashed that no more is taken; nothing was checked."""


class Places:
    """Places to hash in, and places to wait in.

    Args:
        at_once: how many hash at the same time.
        waiting: how many more may wait for that.
    """

    def __init__(self, *, at_once: int, waiting: int) -> None:
        self._all = threading.BoundedSemaphore(at_once + waiting)
        self._hashing = threading.BoundedSemaphore(at_once)

    @contextmanager
    def place(self) -> Iterator[None]:
        """Hold a place while hashing.

        Raises:
            Busy: all are taken.
        """
        if not self._all.acquire(blocking=False):
            raise Busy
        try:
            with self._hashing:
                yield
        finally:
            self._all.release()


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


places = Places(at_once=max(1, _cores() - 1), waiting=2)


class BoundedHasher(PBKDF2PasswordHasher):
    """Django's, in one of the places. The hashes are the same (`pbkdf2_sha256`)."""

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        """The hash.

        Raises:
            Busy: too many are being hashed.
        """
        with places.place():
            return str(super().encode(password, salt, iterations))
