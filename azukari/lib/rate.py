"""Rate limits, per client network or mailbox: counted in memory under a salt of the day, never stored or logged (P18).

Counts live for one window and are gone at its end and at the day's end; while the program serves, a web process that
ends takes none with it (`shared_counts`). After the day nobody, not even with a copy of the memory, can tell from a key
which network it stood for.
"""

import os
import secrets
import threading
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from functools import cache

from azukari.lib.hmac_sha256 import hmac_sha256
from azukari.lib.shared_counts import VARIABLE, SharedCounts

_MOST_NETWORKS = 100_000
_CROWD = b""
_CROWD_FACTOR = 100


class RateLimit:
    """Counts what each network takes within a fixed window.

    Args:
        window: the length of a window; windows begin with the day (UTC).
        name: under which it counts where processes share their counts; one that has none counts for itself alone.
    """

    def __init__(self, window: timedelta, name: str = "") -> None:
        self._window = window
        self._name = name
        self._lock = threading.Lock()
        self._day: date | None = None
        self._salt = b""
        self._number = -1
        self._counts: Counter[bytes] = Counter()

    def take(self, network: str, *, limit: int, now: datetime) -> int:
        """Count one more, if there is room.

        Args:
            limit: how many a network may take in a window; 0 means any number, and nothing is counted.

        Returns:
            0 if it was taken, else the seconds until the window ends.
        """
        return self._ask(network, limit=limit, now=now, more=1)

    def wait(self, network: str, *, limit: int, now: datetime) -> int:
        """As `take`, without counting."""
        return self._ask(network, limit=limit, now=now, more=0)

    def _ask(self, network: str, *, limit: int, now: datetime, more: int) -> int:
        if limit <= 0:
            return 0
        now = now.astimezone(UTC)
        since_midnight = timedelta(hours=now.hour, minutes=now.minute, seconds=now.second)
        number, into = divmod(since_midnight, self._window)
        seconds = max(1, int((self._window - into).total_seconds()))
        if self._name and (shared := _shared()):
            end = now - into + self._window
            return 0 if shared.take(f"{self._name} {network}", limit=limit, now=now, until=end, more=more) else seconds
        with self._lock:
            self._turn(now.date(), number)
            key = hmac_sha256(self._salt, network.encode())[:16]
            if key not in self._counts and len(self._counts) >= _MOST_NETWORKS:
                key, limit = _CROWD, limit * _CROWD_FACTOR
            if self._counts[key] >= limit:
                return seconds
            if more:
                self._counts[key] += more
            return 0

    def _turn(self, day: date, number: int) -> None:
        if day != self._day:
            self._day, self._salt, self._number = day, secrets.token_bytes(32), -1
        if number != self._number:
            self._number = number
            self._counts.clear()


@cache
def _shared() -> SharedCounts | None:
    path = os.environ.get(VARIABLE)
    return SharedCounts(path) if path else None
