"""State machines of a mailing and of each of its messages: closed lists of words, and which may follow which.

A mailing goes to many people; each of them has a message of their own, which says in one word how it stands.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class MailingState(StrEnum):
    PREPARING = "preparing"  # people are being added
    SENDING = "sending"  # from its time on
    PAUSED = "paused"  # by staff, or because the gate said no; goes on when staff say so
    DONE = "done"  # nothing waits any more
    CANCELLED = "cancelled"


class MessageState(StrEnum):
    WAITING = "waiting"  # its turn has not come
    HELD = "held"  # not now: it has a time of its own
    SENT = "sent"  # a mail server has taken it
    REFUSED = "refused"  # it may not go
    BOUNCED = "bounced"  # the mailbox is not there
    COMPLAINED = "complained"  # its reader called it unwanted
    WITHDRAWN = "withdrawn"  # the person took back what let it go
    GIVEN_UP = "given-up"  # no server took it, or the mailing was cancelled


OPEN = frozenset({MessageState.WAITING, MessageState.HELD})
"""What may still go."""

FAILED = frozenset({MessageState.BOUNCED, MessageState.GIVEN_UP})
"""What may be tried once more, if staff say so."""

_AFTER_MAILING: Mapping[MailingState, frozenset[MailingState]] = {
    MailingState.PREPARING: frozenset({MailingState.SENDING, MailingState.CANCELLED}),
    MailingState.SENDING: frozenset({MailingState.PAUSED, MailingState.DONE, MailingState.CANCELLED}),
    MailingState.PAUSED: frozenset({MailingState.SENDING, MailingState.CANCELLED}),
    MailingState.DONE: frozenset({MailingState.SENDING}),
    MailingState.CANCELLED: frozenset(),
}

_AFTER: Mapping[MessageState, frozenset[MessageState]] = {
    **dict.fromkeys(OPEN, frozenset(MessageState) - {MessageState.COMPLAINED}),
    MessageState.SENT: frozenset({MessageState.BOUNCED, MessageState.COMPLAINED, MessageState.GIVEN_UP}),
    MessageState.BOUNCED: frozenset({MessageState.WAITING, MessageState.COMPLAINED}),
    MessageState.GIVEN_UP: frozenset({MessageState.WAITING}),
}
"""What is not named here stays as it is: refused, withdrawn, complained of."""


def may_become(now: MailingState, then: MailingState) -> bool:
    """Whether a mailing may go from one state to the other."""
    return then in _AFTER_MAILING[now]


def before(state: MessageState) -> frozenset[MessageState]:
    """The states from which a message may come into ``state``."""
    return frozenset(earlier for earlier, later in _AFTER.items() if state in later and state is not earlier)


_DOUBLINGS = 20
"""After so many days a sender is known."""


def warm_up(first: int, days: int) -> int | None:
    """How many messages a new sender may write within a day, so that mail servers come to know it; None for as many as
    it likes.

    Args:
        first: on its first day; then twice as many each day.
        days: since that day; below zero it has not come, and the first day's number counts.
    """
    return first * 2 ** max(days, 0) if days < _DOUBLINGS else None


@dataclass(frozen=True, slots=True)
class Rate:
    """At most so many messages within any time of that length (GCRA): a tenth of it may go at once, the rest evenly.

    Args:
        count: so many.
        window: within so long.
    """

    count: int
    window: timedelta

    @property
    def _burst(self) -> timedelta:
        return self.window / 10

    @property
    def _step(self) -> timedelta:
        return (self.window + self._burst) / self.count

    def reserve(self, wanted: int, *, free_at: datetime, now: datetime) -> tuple[list[datetime], datetime]:
        """A moment for each of so many messages.

        Args:
            free_at: up to which moment earlier messages have used the rate up.

        Returns:
            the moments, the first of which may be now, and the new ``free_at``.
        """
        moments = []
        for _ in range(wanted):
            moments.append(max(now, free_at - self._burst))
            free_at = max(free_at, now) + self._step
        return moments, free_at

    def at_once(self, wanted: int, *, free_at: datetime, now: datetime) -> tuple[int, datetime]:
        """How many of so many may go now, and the new ``free_at`` if they do."""
        allowed = 0
        while allowed < wanted and free_at - self._burst <= now:
            free_at = max(free_at, now) + self._step
            allowed += 1
        return allowed, free_at
