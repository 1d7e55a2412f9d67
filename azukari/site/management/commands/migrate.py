"""Django's `migrate`, which makes the tables of an empty database in one step
(`azukari/core/database/first_tables.py`).
"""

from typing import Any

from django.core.management.base import no_translations
from django.core.management.commands import migrate
from django.db import connections

from azukari.core.database.first_tables import make_tables

# What asks for less than all, or for something else.
_PARTS = ("app_label", "fake", "fake_initial", "plan", "check_unapplied", "prune")


class Command(migrate.Command):
    """Brings a database up to the program."""

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        whole = not any(options[part] for part in _PARTS)
        if not (whole and not connection.introspection.table_names() and make_tables(connection)):
            super().handle(*args, **options)
