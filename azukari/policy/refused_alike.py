"""Circuit breaker for sending: many different mailboxes that answer alike within minutes point to a fault of ours.

A mistake in our own DNS, an address on a block list or a lapsed contract with the relay makes servers refuse everybody
with the same words. What they say then is said about us, whatever it claims about the mailboxes; so the sending stops,
and no reader is struck off for it.
"""

from collections import Counter
from datetime import datetime, timedelta

REFUSED_ALIKE = "mail.refused-alike"
"""Why a mailing stands that many mailboxes refused in the same words."""

WINDOW = timedelta(minutes=10)
"""Answers that lie further apart are not counted together."""

FEWEST = 5
"""So many mailboxes at least have to answer alike."""

_SHARE = 2
"""One in so many of those that were tried: at half, it is not the mailboxes."""


def points_to_us(alike: int, *, tried: int) -> bool:
    """Whether so many refusals of one wording stop the sending.

    Args:
        alike: mailboxes that refused in the same words within `WINDOW`.
        tried: mailboxes that were tried in that time, those included.
    """
    return alike >= FEWEST and alike * _SHARE >= tried


class Refusals:
    """Counts what servers answer to first tries; each mailbox is counted once."""

    def __init__(self) -> None:
        self._began: datetime | None = None
        self._tried = 0
        self._alike = Counter[str]()

    def took(self, *, now: datetime) -> None:
        """A server took an email."""
        self._turn(now)
        self._tried += 1

    def refused(self, answer: str, *, now: datetime) -> bool:
        """A server refused an email for good.

        Args:
            answer: at which step, and by which codes.

        Returns:
            whether the sending has to stop; the count begins anew then.
        """
        self._turn(now)
        self._tried += 1
        self._alike[answer] += 1
        if stops := points_to_us(self._alike[answer], tried=self._tried):
            self._began = None
        return stops

    def _turn(self, now: datetime) -> None:
        if self._began is None or not timedelta(0) <= now - self._began <= WINDOW:
            self._began, self._tried, self._alike = now, 0, Counter()
