"""Several tests at once: p-values adjusted after Holm (1979), by which any false finding is improbable.

A result must say so, and over how many tests.
"""

from collections.abc import Sequence


def holm(values: Sequence[float]) -> list[float]:
    """The p-values as they count when all of ``values`` are looked at."""
    found, most = [0.0] * len(values), 0.0
    for rank, place in enumerate(sorted(range(len(values)), key=lambda i: values[i])):
        most = found[place] = max(most, min(1.0, (len(values) - rank) * values[place]))
    return found
