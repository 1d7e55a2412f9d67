"""Writing on a condition: rows go in only if something is still true in the database, at the very moment of writing.

Whoever decides by what they remember need not ask first whether it still holds: they write provided that it does, and
begin again if not. The question costs a journey of its own only where it is answered by no.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice


@dataclass(frozen=True, slots=True)
class Precondition:
    """What has to be true.

    Args:
        sql: an expression that is true or false on either engine; ``{}`` stands for a value.
        values: one for each ``{}``.
    """

    sql: str
    values: tuple[int | str, ...]

    def asked(self, marks: Iterable[str]) -> str:
        """The expression, with a driver's mark in the place of each value."""
        return self.sql.format(*islice(marks, len(self.values)))


class PreconditionFailed(Exception):
    """It is not true any more; nothing was written."""
