"""A unique index that was made anew under its own name, with a condition that fits no row, turns a control red."""

import pytest
from django.db import connection
from django.utils import timezone

from azukari.stewardship.assurance.checks_policy import guards

NAME = "one_data_key_per_person"


@pytest.mark.django_db
def test_a_unique_index_that_refuses_nothing_any_more_is_noticed() -> None:
    assert not list(guards(timezone.now()))
    with connection.cursor() as cursor:
        cursor.execute(f'DROP INDEX "{NAME}"')
        cursor.execute(f'CREATE UNIQUE INDEX "{NAME}" ON "vault_personkey" ("person_id") WHERE "use" = \'none\'')
    [said] = guards(timezone.now())
    assert NAME in said
