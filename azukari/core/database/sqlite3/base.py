"""Django's backend for SQLite, with ids made from their text three times as fast: a page of fifty people reads some
hundreds of them, and a mailing a dozen for each message.
"""

from typing import Any
from uuid import UUID

from django.db.backends.sqlite3 import base, operations

from azukari.lib.identifier import from_hex


class DatabaseOperations(operations.DatabaseOperations):
    def convert_uuidfield_value(self, value: str | None, expression: Any, connection: Any) -> UUID | None:  # noqa: ARG002
        return None if value is None else from_hex(value)


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations
