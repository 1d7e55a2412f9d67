"""Where features plug in what the payment provider tells: each knows its own payments by the reference that it gave,
and by the provider's number of what was paid.
"""

from datetime import datetime

from azukari.core.payments.order import Collected, Returned
from azukari.lib.listeners import Listeners

on_collected = Listeners[[Collected, datetime], bool]()
"""Asked of money that came, outside of any transaction: whether it is of a payment of theirs, and is dealt with."""

on_returned = Listeners[[Returned, datetime], bool]()
"""Asked likewise of a refund or a dispute, as it stands now."""

on_rest = Listeners[[Collected | Returned, datetime], None]()
"""Told of whatever none of these took; what fits nothing is kept for somebody to look at."""

on_booked = Listeners[[str, str, datetime], None]()
"""Told, outside of any transaction, that a payment is in somebody's books: the provider's name in the policy, and its
number of the payment. Whoever keeps refunds and disputes of it offers them again (`on_returned`).
"""


def take(told: Collected | Returned, *, now: datetime) -> None:
    """Give what the provider tells to the feature whose it is, else to whoever takes the rest."""
    asked = on_collected.answers(told, now) if isinstance(told, Collected) else on_returned.answers(told, now)
    if not any(asked):
        on_rest.tell(told, now)
