"""A program that stops between two statements that write: at a reading one, nothing is different on disk yet."""

import hashlib
import os
from collections.abc import Callable
from typing import Any

from tests import decides

_EVERY = 4  # so many statements; on PostgreSQL, where SQLite has stopped at each of them


class Killed(Exception):
    """The program stopped here."""


def moments(most: int) -> range:
    """At which statements it stops: each; beside another engine that does so, a quarter, chosen by the commit."""
    commit = os.environ.get(decides.QUARTER)
    if not commit:
        return range(1, most)
    return range(1 + hashlib.sha256(commit.encode()).digest()[1] % _EVERY, most, _EVERY)


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
