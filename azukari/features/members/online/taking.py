"""What the payment provider tells, as members' dues take it: what is theirs, and what nobody else knows."""

from datetime import datetime

from azukari.core.payments.order import Collected, Returned
from azukari.features.members.online.returns import take_returned
from azukari.features.members.online.settling import settle_online


def take_rest(told: Collected | Returned, now: datetime) -> None:
    """Let it into the books, or keep it for somebody to look at (`payments.told.on_rest`)."""
    if isinstance(told, Collected):
        settle_online(told, now=now)
    else:
        take_returned(told, now=now)
