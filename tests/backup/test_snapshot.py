"""Which tables a backup has, and their rows as they were at one moment."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from azukari.core.backup.snapshot import columns, keyed_by, rows, snapshot, tables
from azukari.core.people.models import Person, Trail
from tests.cast import NOW


def test_every_table_is_in_it_once_in_the_order_of_names(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [model._meta.label for model in tables()] == sorted(
        model._meta.label for model in apps.get_models(include_auto_created=True)
    )
    view = SimpleNamespace(_meta=SimpleNamespace(managed=False, proxy=False, label="people.View"))
    twin = SimpleNamespace(_meta=SimpleNamespace(managed=True, proxy=True, label="people.Twin"))
    monkeypatch.setattr(apps, "get_models", lambda **_: [Trail, view, twin, Person])
    assert tables() == [Person, Trail]


def test_what_the_database_computes_by_itself_is_no_column_of_a_backup() -> None:
    fields = [SimpleNamespace(attname=name, generated=name == "sum") for name in ("id", "sum", "amount")]
    model: Any = SimpleNamespace(_meta=SimpleNamespace(local_concrete_fields=fields))
    assert columns(model) == ["id", "amount"]


@pytest.mark.django_db
def test_rows_come_in_the_order_of_their_keys_in_plain_values() -> None:
    made = sorted((Person.objects.create(created_at=NOW) for _ in range(3)), key=lambda person: person.id)
    assert columns(Person) == ["id", "created_at", "confirmed_at"]
    assert list(rows(Person, "default")) == [[person.id, NOW, None] for person in made]
    assert keyed_by(Person) == [0]


@pytest.fixture
def second_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test's own guard lets nobody connect but under names that the settings have."""

    def connect(self: BaseDatabaseWrapper) -> None:
        if self.connection is None:
            self.connect()

    monkeypatch.setattr(BaseDatabaseWrapper, "ensure_connection", connect)


@pytest.mark.usefixtures("second_connection")
@pytest.mark.django_db(transaction=True)
def test_a_snapshot_sees_one_moment_and_keeps_nobody_from_writing() -> None:
    before = Person.objects.create(created_at=NOW)
    with snapshot() as alias:
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA busy_timeout=0")
        after = Person.objects.create(created_at=NOW)
        assert [row[0] for row in rows(Person, alias)] == [before.id]
        assert alias in connections.databases
    assert {*Person.objects.values_list("id", flat=True)} == {before.id, after.id}
    assert alias not in connections.databases, "and it is gone with its connection"
    connection.close()


@pytest.mark.usefixtures("second_connection")
@pytest.mark.django_db(transaction=True)
def test_of_a_snapshot_that_broke_off_nothing_is_left_and_the_next_sees_what_is_there_then() -> None:
    def breaks() -> None:
        with snapshot():
            raise RuntimeError

    with pytest.raises(RuntimeError):
        breaks()
    made = Person.objects.create(created_at=NOW)
    with snapshot() as alias:
        own = connections[alias]
        assert [row[0] for row in rows(Person, alias)] == [made.id]
    assert own.connection is None, "closed"
