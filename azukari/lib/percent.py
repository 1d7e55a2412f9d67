"""Whole percents, rounded alike wherever they are shown."""


def percent(count: int, base: int) -> int:
    """A whole percent, a half upwards, as whoever works it out expects; 0 of nobody."""
    return (200 * count + base) // (2 * base) if base else 0
