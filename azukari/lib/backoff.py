"""Exponential backoff: what was not taken is tried again after a minute, then after pauses that double each time."""

from datetime import timedelta


def pause(attempts: int, *, longest: timedelta = timedelta(hours=12)) -> timedelta:
    """How long to wait after a try that failed.

    Args:
        attempts: how many went before it.
    """
    # what is tried for years would not fit into a timedelta; six weeks are longer than any pause
    return min(timedelta(minutes=2 ** min(attempts, 16)), longest)
