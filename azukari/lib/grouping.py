"""Grouping: many values by what they have in common."""

from collections.abc import Callable, Iterable


def grouped[K, V](values: Iterable[V], *, by: Callable[[V], K]) -> dict[K, list[V]]:
    """The values of each key, in the order in which they come."""
    found: dict[K, list[V]] = {}
    for value in values:
        found.setdefault(by(value), []).append(value)
    return found
