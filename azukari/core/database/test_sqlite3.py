"""Ids out of SQLite are what `uuid.UUID` makes of their text, and nothing else is taken for one."""

from uuid import UUID

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from azukari.core.people.models import Person
from azukari.lib.identifier import from_hex


@given(st.uuids())
def test_as_uuid_makes_it(id: UUID):
    made = from_hex(id.hex)
    assert (made, hash(made), str(made), made.is_safe) == (id, hash(id), str(id), id.is_safe)


@pytest.mark.parametrize("text", ["", "0" * 31, "0" * 33, "_" + "0" * 31, " " + "0" * 31, "+" + "0" * 31, "g" * 32])
def test_nothing_else_is_taken_for_one(text: str):
    with pytest.raises(ValueError, match=r"ids|base 16"):
        from_hex(text)


@pytest.mark.django_db
def test_the_database_of_the_program_makes_them_so(hanako, amelia):
    if connection.vendor == "sqlite":
        assert type(connection.ops).__module__ == "azukari.core.database.sqlite3.base"
    assert {*Person.objects.values_list("id", flat=True)} >= {hanako.id, amelia.id}
