"""Prepared statements say the same on both engines, and read and write ids and times as Django does."""

from datetime import UTC, datetime

import pytest

from azukari.core.database.id_set import Ids
from azukari.core.database.rows import insert
from azukari.core.database.statement import Statement, as_id, as_time
from azukari.core.people.models import Person
from azukari.lib.identifier import new_id

NOW = datetime(2026, 11, 24, 3, 0, 0, 125, tzinfo=UTC)

_SELECT = Statement("SELECT id FROM people_person WHERE id {is_one} ORDER BY id")
_ONE = Statement("SELECT 1 FROM people_person WHERE id = %s")
_CONFIRMED = Statement("SELECT confirmed_at FROM people_person WHERE id = %s")
_CONFIRM = Statement("UPDATE people_person SET confirmed_at = %s WHERE id {is_one}")

pytestmark = pytest.mark.django_db


def test_it_finds_the_rows_of_many_ids_and_no_others():
    ids = sorted(new_id() for _ in range(3))
    insert(Person, [(id, NOW, None) for id in ids])
    assert [as_id(id) for (id,) in _SELECT.rows(Ids([ids[2], ids[0], new_id()]))] == [ids[0], ids[2]]
    assert not _SELECT.rows(Ids([]))
    assert _ONE.finds(ids[1])
    assert not _ONE.finds(new_id())


def test_it_changes_those_alone_and_says_how_many():
    ids = [new_id() for _ in range(3)]
    insert(Person, [(id, NOW, None) for id in ids])
    assert _CONFIRM.run(NOW, Ids(ids[:2])) == 2
    assert dict(Person.objects.values_list("id", "confirmed_at")) == {ids[0]: NOW, ids[1]: NOW, ids[2]: None}
    assert Person.objects.filter(confirmed_at=NOW).count() == 2, "It is written as Django looks for it."


def test_a_time_has_its_zone_on_either_engine():
    id = new_id()
    insert(Person, [(id, NOW, NOW)])
    assert [as_time(at) for (at,) in _CONFIRMED.rows(id)] == [NOW]
