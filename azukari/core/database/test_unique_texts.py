"""A unique constraint that says something else under its own name is found."""

import pytest
from django.db import connection

from azukari.core.database.unique_texts import altered_uniques

KEY, INLINE = "one_data_key_per_person", "accounts_one_duty_once"


@pytest.mark.django_db
def test_every_unique_constraint_stands_as_the_migrations_made_it() -> None:
    assert altered_uniques() == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "forged",
    [
        'CREATE UNIQUE INDEX "{}" ON "vault_personkey" ("person_id") WHERE "use" = \'none\'',
        'CREATE UNIQUE INDEX "{}" ON "vault_personkey" ("id") WHERE "use" = \'data\'',
        'CREATE INDEX "{}" ON "vault_personkey" ("person_id") WHERE "use" = \'data\'',
        "",
    ],
    ids=["another condition", "another column", "not unique", "none"],
)
def test_a_unique_index_that_was_made_anew_is_found(forged: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f'DROP INDEX "{KEY}"')
        if forged:
            cursor.execute(forged.format(KEY))
    assert altered_uniques() == [KEY]


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps it in the statement that made the table")
def test_a_unique_constraint_over_more_columns_is_found() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"ALTER TABLE accounts_staffduty DROP CONSTRAINT {INLINE}, ADD CONSTRAINT {INLINE} UNIQUE (id, user_id)"
        )
    assert altered_uniques() == [INLINE]
