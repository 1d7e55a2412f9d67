"""Several tests at once: p-values adjusted after Holm (1979), or Benjamini and Hochberg (1995).

A result must name which of the two it used, and over how many tests.
"""

from collections.abc import Sequence
from enum import StrEnum


class Adjustment(StrEnum):
    """What is kept small over all tests."""

    HOLM = "holm"  # the probability of any false finding
    BENJAMINI_HOCHBERG = "benjamini_hochberg"  # the share of false ones among the findings


def adjusted(values: Sequence[float], adjustment: Adjustment) -> list[float]:
    """The p-values as they count when all of ``values`` are looked at."""
    count = len(values)
    order = sorted(range(count), key=lambda i: values[i])
    found = [0.0] * count
    if adjustment is Adjustment.HOLM:
        most = 0.0
        for rank, place in enumerate(order):
            most = found[place] = max(most, min(1.0, (count - rank) * values[place]))
        return found
    least = 1.0
    for rank, place in reversed(list(enumerate(order, 1))):
        least = found[place] = min(least, values[place] * count / rank)
    return found
