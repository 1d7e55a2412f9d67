"""Which tables a backup has, and their rows as they were at one moment."""

from types import SimpleNamespace

import pytest
from django.apps import apps

from azukari.backup.snapshot import columns, keyed_by, rows, tables
from azukari.people.models import Person, Trail
from tests.cast import NOW


def test_every_table_is_in_it_once_in_the_order_of_names(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [model._meta.label for model in tables()] == sorted(
        model._meta.label for model in apps.get_models(include_auto_created=True)
    )
    view = SimpleNamespace(_meta=SimpleNamespace(managed=False, proxy=False, label="people.View"))
    twin = SimpleNamespace(_meta=SimpleNamespace(managed=True, proxy=True, label="people.Twin"))
    monkeypatch.setattr(apps, "get_models", lambda **_: [Trail, view, twin, Person])
    assert tables() == [Person, Trail]


@pytest.mark.django_db
def test_rows_come_in_the_order_of_their_keys_in_plain_values() -> None:
    made = sorted((Person.objects.create(created_at=NOW) for _ in range(3)), key=lambda person: person.id)
    assert columns(Person) == ["id", "created_at", "confirmed_at"]
    assert list(rows(Person, "default")) == [[person.id, NOW, None] for person in made]
    assert keyed_by(Person) == [0]
