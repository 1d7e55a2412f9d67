"""Many ids as one parameter of a statement, for those who ask many tables about the same people.

Django prepares each member of an ``IN`` anew for every statement. A hundred people who go are asked about in eighty
tables, and that preparation was most of what it took, while others waited for the database. These are prepared once.
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from operator import attrgetter
from typing import Any, override
from uuid import UUID

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, UUIDField

BY_NUMBER = attrgetter("int")
"""Puts ids in their order, five times faster than comparing them does."""

_COLUMN: "UUIDField[Any, Any]" = UUIDField()
_STORED: Mapping[str, Callable[[Collection[UUID]], Any]] = {
    "sqlite": lambda ids: json.dumps([id.hex for id in ids]),
    "postgresql": list,
}
_SELECT = {"sqlite": "(SELECT value FROM json_each(%s))", "postgresql": "(SELECT unnest(%s::uuid[]))"}
IS_ONE = {"sqlite": "IN (SELECT value FROM json_each(%s))", "postgresql": "= ANY(%s::uuid[])"}
"""Behind a column: that it is one of the ids in a parameter, as `Ids.stored` gives it."""


class Ids(Expression, Collection[UUID]):
    """A set of ids that never changes, in their order; goes wherever a collection of ids goes, and as the right side of
    a filter ``…__in`` on a column of ids.
    """

    def __init__(self, ids: Collection[UUID]) -> None:
        super().__init__(output_field=_COLUMN)
        self._ids = tuple(sorted(set(ids), key=BY_NUMBER))
        self._stored: dict[str, Any] = {}

    @override
    def __iter__(self) -> Iterator[UUID]:
        return iter(self._ids)

    @override
    def __len__(self) -> int:
        return len(self._ids)

    @override
    def __contains__(self, id: object) -> bool:
        return id in self._ids

    def stored(self, vendor: str) -> Any:
        """All of them as the one parameter that this engine takes."""
        if vendor not in self._stored:
            self._stored[vendor] = _STORED[vendor](self._ids)
        return self._stored[vendor]

    def holds(self, column: str, vendor: str) -> tuple[str, tuple[Any, ...]]:
        """The condition that ``column`` is one of them, for this engine, and its parameters. An index answers it, also
        where it stands beside others with an OR between.
        """
        return f"{column} {IS_ONE[vendor]}", (self.stored(vendor),)

    @override
    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        return _SELECT[connection.vendor], (self.stored(connection.vendor),)
