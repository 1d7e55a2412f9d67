"""Who wants to hear nothing more. Whoever keeps that list plugs it in here; the gate asks for many people at once."""

from collections.abc import Callable, Collection
from datetime import datetime
from uuid import UUID

type Lookup = Callable[[Collection[UUID], datetime], Collection[UUID]]
"""Which of these people are suppressed at that time."""

_lookups: list[Lookup] = []


def register(lookup: Lookup) -> None:
    """Add a list of suppressed people. Called once by the package's AppConfig."""
    _lookups.append(lookup)


def suppressed(people: Collection[UUID], now: datetime) -> frozenset[UUID]:
    """Those of ``people`` whom some list names."""
    return frozenset(person for lookup in _lookups for person in lookup(people, now))
