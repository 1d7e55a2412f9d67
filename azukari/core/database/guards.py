"""Constraints by name, as they stand in the database."""

import re

from django.db import connection

_NAMED = re.compile(r'\bCONSTRAINT "(\w+)"')


def names_of(table: str) -> set[str]:
    """The constraints and indexes of a table; none where there is no such table.

    SQLite keeps the statements that made it, and enforces just them; so their names are read there, and the conditions
    are not taken apart, as Django does for the sake of their columns.
    """
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            return set(connection.introspection.get_constraints(cursor, table))
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE tbl_name = %s AND type <> 'trigger'", [table])
        return {named for name, sql in cursor.fetchall() for named in (name, *_NAMED.findall(sql or ""))} - {table}
