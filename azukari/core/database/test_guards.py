"""The names of constraints are those that Django finds."""

import pytest
from django.apps import apps
from django.db import connection

from azukari.core.database.guards import names_of


@pytest.mark.django_db
def test_every_constraint_of_every_model_is_named_and_none_of_a_table_that_is_not_there() -> None:
    for model in apps.get_models():
        wanted = {constraint.name for constraint in model._meta.constraints}
        assert wanted - names_of(model._meta.db_table) == set(), model
    assert names_of("nobody_s_table") == set()


@pytest.mark.django_db
def test_what_is_taken_out_is_missed() -> None:
    with connection.cursor() as cursor:
        cursor.execute('CREATE TABLE looked_at (n integer, CONSTRAINT "is_positive" CHECK (n > 0))')
        cursor.execute('CREATE INDEX "by_n" ON looked_at (n)')
        assert names_of("looked_at") == {"is_positive", "by_n"}
        cursor.execute("DROP TABLE looked_at")
        cursor.execute("CREATE TABLE looked_at (n integer)")
        assert names_of("looked_at") == set()
