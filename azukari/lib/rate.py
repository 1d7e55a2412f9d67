"""Rate limits, per client network or mailbox: counted in memory under a salt of the day, never stored or logged (P18).

Counts live for one window and are gone at its end and at the day's end; while the program serves, a web process that
ends takes none with it (`shared_counts`). After the day nobody, not even with a copy of the memory, can tell from a key
which network it stood for.
"""

from datetime import UTC, datetime, timedelta
from functools import cache

from azukari.lib.shared_counts import SharedCounts, shared


class RateLimit:
    """Counts what each network takes within a fixed window.

    Args:
        window: the length of a window; windows begin with the day (UTC).
        name: under which it counts where processes share their counts; one that has none counts for itself alone.
    """

    def __init__(self, window: timedelta, name: str = "") -> None:
        self._window = window
        self._name = name
        self._own = SharedCounts()

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
        into = timedelta(hours=now.hour, minutes=now.minute, seconds=now.second) % self._window
        left = self._window - into
        counts = (_shared() if self._name else None) or self._own
        if counts.take(f"{self._name} {network}", limit=limit, now=now, until=now + left, more=more):
            return 0
        return max(1, int(left.total_seconds()))


@cache
def _shared() -> SharedCounts | None:
    return shared()
