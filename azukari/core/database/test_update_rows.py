"""Bulk update: each row gets its own values, and no other row changes."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import DataError, connection

from azukari.core.database import update_rows as module
from azukari.core.database.rows import insert
from azukari.core.database.update_rows import update_rows
from azukari.core.people.models import Person, Removal, Trail
from azukari.lib.identifier import new_id

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def _people(count: int) -> list[UUID]:
    ids = [new_id() for _ in range(count)]
    insert(Person, [(id, NOW, None) for id in ids])
    return ids


@pytest.mark.parametrize("most", [30_000, 4])
def test_each_row_gets_its_own_value_and_the_others_keep_theirs(monkeypatch: pytest.MonkeyPatch, most: int):
    """In one statement, and in several."""
    monkeypatch.setattr(module, "MOST_VALUES", most)
    *changed, other = _people(6)
    times = {id: NOW + timedelta(days=day) for day, id in enumerate(changed)}
    update_rows(Person, ("confirmed_at",), list(times.items()))
    assert dict(Person.objects.values_list("id", "confirmed_at")) == {**times, other: None}


def test_a_column_of_nothing_and_foreign_keys():
    first, second = _people(2)
    entry, key = new_id(), new_id()
    insert(Trail, [(entry, first, new_id())])
    Person.objects.update(confirmed_at=NOW)
    update_rows(Person, ("confirmed_at",), [(first, None), (second, None)])
    update_rows(Trail, ("person", "key_id"), [(entry, second, key)])
    assert not Person.objects.filter(confirmed_at__isnull=False).exists()
    assert list(Trail.objects.values_list("person_id", "key_id")) == [(second, key)]


def test_nothing_to_change_is_no_statement(django_assert_num_queries):
    with django_assert_num_queries(0):
        update_rows(Person, ("confirmed_at",), [])


def test_text_that_is_too_long_is_not_cut_off():
    row = Removal.objects.create(kind="short", about=new_id(), at=NOW)
    if connection.vendor == "postgresql":
        with pytest.raises(DataError):
            update_rows(Removal, ("kind",), [(row.id, "x" * 17)])
        return
    update_rows(Removal, ("kind",), [(row.id, "x" * 17)])  # SQLite bounds no text
    assert Removal.objects.get().kind == "x" * 17
