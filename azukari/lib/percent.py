"""Whole percents and percentiles, worked out alike wherever they are shown."""


def percent(count: int, base: int) -> int:
    """A whole percent, a half upwards, as whoever works it out expects; 0 of nobody."""
    return (200 * count + base) // (2 * base) if base else 0


def nearest_rank(share: int, count: int) -> int:
    """The rank, from 1, at which a percentile of so many sorted values stands: that share of them is no larger."""
    return -(-share * count // 100)
