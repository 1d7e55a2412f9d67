"""What the worker does about agents: tells them what has changed, and ends what nobody confirmed."""

from datetime import datetime

from azukari.agents.asking import forget_spent, forget_turned_away
from azukari.agents.closing import answer_early_refusals, lapse


def tend(now: datetime) -> int:
    """End what waited too long, and forget what is of no more use; returns how many rows that were."""
    return lapse(now) + answer_early_refusals(now) + forget_turned_away(now) + forget_spent(now)
