"""Why the database refused a statement, in words that hold no value of a row."""

import sqlite3
from typing import Any

from django.db import Error

from azukari.lib.failure import chain


def reason(error: Error) -> str:
    """The rule that was broken, as the engine names it, and else the kind of the error.

    PostgreSQL says the values in the detail and in some primary messages, so only its code and the names of the rule
    and the table are taken; a trigger of ours says what it keeps in its primary message. SQLite names the constraint
    and its columns, or quotes the trigger.
    """
    for each in chain(error):
        if isinstance(each, sqlite3.IntegrityError):
            return str(each)
        named: Any = getattr(each, "sqlite_errorname", None)
        if named:
            return str(named)
        told: Any = getattr(each, "diag", None)
        if told is not None and told.sqlstate:
            if told.sqlstate == _BY_TRIGGER:
                return str(told.message_primary)
            names = [name for name in (told.table_name, told.column_name, told.constraint_name) if name]
            return " ".join([f"SQLSTATE {told.sqlstate}", *names])
    return type(error).__name__


_BY_TRIGGER = "23001"  # restrict_violation, which PostgreSQL itself says of ON DELETE RESTRICT alone
