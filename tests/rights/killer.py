"""A program that stops between two statements."""

from collections.abc import Callable
from typing import Any


class Killed(Exception):
    """The program stopped here."""


class Killer:
    """Stops the program at the n-th statement that is not the transaction's own."""

    def __init__(self, at: int) -> None:
        self.left = at

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if "SAVEPOINT" not in sql:
            self.left -= 1
            if self.left == 0:
                raise Killed
        return execute(sql, params, many, context)
