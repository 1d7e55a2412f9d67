"""A table that no part of the program knows, and that holds an identifier."""

from uuid import UUID

from django.db import connection


def plant(person: UUID, *, indexed: bool) -> None:
    """Make the table, in the test's transaction, with one row about ``person``."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE newcomer (number integer, whose varchar(40))")
        if indexed:
            cursor.execute("CREATE INDEX newcomer_by_whose ON newcomer (whose)")
        cursor.execute("INSERT INTO newcomer VALUES (7, %s)", [str(person)])
