"""A CHECK constraint that says something else under its own name is found."""

import pytest
from django.db import connection

from azukari.core.database.check_texts import altered_checks

NAME = "there_is_no_fourth_ground"


@pytest.mark.django_db
def test_every_check_stands_as_the_migrations_made_it() -> None:
    assert altered_checks() == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("hollow", ["1 = 1", "1 = 1 /* CONSTRAINT {} */"])
def test_a_check_that_was_hollowed_out_is_found(hollow: str) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'disclosure_transfer'")
            [made] = cursor.fetchone()
            begin = made.index(f'CONSTRAINT "{NAME}" CHECK (')
            end = made.index(")", made.index("IN (", begin)) + 2
            forged = made[:begin] + f'CONSTRAINT "{NAME}" CHECK ({hollow.format(made[begin + 11 : end])})' + made[end:]
            _rewritten(forged)
            assert altered_checks() == [NAME]
            _rewritten(made)
        else:
            cursor.execute("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", [NAME])
            [made] = cursor.fetchone()
            alter = f"ALTER TABLE disclosure_transfer DROP CONSTRAINT {NAME}, ADD CONSTRAINT {NAME}"
            cursor.execute(f"{alter} CHECK (1 = 1)")
            assert altered_checks() == [NAME]
            cursor.execute(f"{alter} {made}")
    assert altered_checks() == []


def _rewritten(made: str) -> None:
    """As somebody does who has the file: the statement that made the table is another."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA writable_schema = ON")
        cursor.execute("UPDATE sqlite_master SET sql = %s WHERE name = 'disclosure_transfer'", [made])
        cursor.execute("PRAGMA writable_schema = RESET")
