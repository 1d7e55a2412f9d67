"""When is somebody reminded that a day is near? The policy names the distances; nearer ones take the place of those
that were missed.
"""

from collections.abc import Collection
from datetime import date

OVERDUE = 0


def stage(today: date, due: date, *, days: Collection[int], since: date | None = None) -> int | None:
    """Which reminder is due today: a number of days out of ``days``, `OVERDUE` once the day is over, or None.

    Args:
        days: so many days before ``due`` somebody is reminded.
        since: when they were told of it first; a distance that lies before that is no reminder.
    """
    left = (due - today).days
    if left < 0:
        return OVERDUE
    near = min((n for n in days if n >= left), default=None)
    if near is None or (since is not None and near >= (due - since).days):
        return None
    return near
