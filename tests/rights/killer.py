"""A program that stops between two statements that write: at a reading one, nothing is different on disk yet."""

from collections.abc import Callable
from typing import Any


class Killed(Exception):
    """The program stopped here."""


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
