"""How far a form was taken, told to whoever counts: that it happened, never to whom.

The socket for the page statistics. A step carries the form, the language and the day, and nothing else that a listener
could keep.
"""

from datetime import date, datetime
from enum import StrEnum

from azukari.lib.listeners import Listeners
from azukari.policy.terms import Policy


class FunnelStep(StrEnum):
    """Seen, taken up, sent, confirmed: each may end before the next."""

    SEEN = "seen"  # the form was shown for the first time on this visit
    STARTED = "started"  # something of it was sent for the first time: a page of it, or all
    SENT = "sent"  # it was taken in
    CONFIRMED = "confirmed"  # it counts


listen = Listeners[[FunnelStep, str, str, date], None]()
"""Hears of every step; for the package that counts. It must be quick: a visitor waits."""


def took(step: FunnelStep, *, form: str, lang: str, policy: Policy, now: datetime) -> None:
    """Tell the listeners.

    Args:
        form: its slug.
        lang: the language in which it was shown.
        policy: says in which time zone the day is meant.
    """
    listen.tell(step, form, lang, policy.organisation.day(now))
