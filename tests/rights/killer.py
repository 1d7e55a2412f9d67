"""A program that stops between two statements that write: at a reading one, nothing is different on disk yet."""

from collections.abc import Callable, Sequence
from typing import Any

from tests.sizes import how_many, turn

_PARTS = 3


class Killed(Exception):
    """The program stopped here."""


def moments(most: int) -> Sequence[int]:
    """At which statements it stops: a third of them, with each commit another one; each when all is asked for."""
    first = turn(_PARTS)
    parts = {(first + number) % _PARTS for number in range(how_many("AZUKARI_THIRDS"))}
    return [at for at in range(1, most) if at % _PARTS in parts]


class Killer:
    """Stops the program at the n-th statement that is neither a question nor the transaction's own."""

    def __init__(self, at: int) -> None:
        self.left = at

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if "SAVEPOINT" not in sql and not sql.startswith("SELECT"):
            self.left -= 1
            if self.left == 0:
                raise Killed
        return execute(sql, params, many, context)
