"""The scan that checks certificates sees an identifier in any column, however it is written; the look-up sees it in any
column that has an index.
"""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import ForeignKey

from azukari.core.people.models import Person
from azukari.core.vault import scan_read
from azukari.core.vault.scan import INDEXED, Found, look_up, scan, scan_all
from azukari.lib.identifier import new_id

_BYTES = "blob" if connection.vendor == "sqlite" else "bytea"
_UUID = "char(32)" if connection.vendor == "sqlite" else "uuid"

OF_PEOPLE = ("person_id", "merged_id")
GO_ALONG = {("vault_searchcode", "person_id"): ("value_id", "vault_sealedvalue")}
"""Columns without an index: the database keeps no such row without the row that it refers to, which is looked up."""

pytestmark = pytest.mark.django_db

type Written = Callable[[UUID], str | bytes]

WAYS: list[tuple[str, Written]] = [
    ("text", str),
    ("text", lambda who: who.hex),
    ("text", lambda who: who.hex.upper()),
    ("text", lambda who: str(who).upper()),
    ("text", lambda who: f'{{"person": "{who}"}}'),
    ("text", lambda who: f"0{who.hex}0"),
    ("varchar(90)", lambda who: f"of {who.hex.upper()} and others"),
    (_UUID, lambda who: who.hex),
    (_BYTES, lambda who: who.bytes),
    (_BYTES, lambda who: b"\0\1" + who.bytes + b"\0"),
    (_BYTES, lambda who: b"\0" + str(who).encode()),
    (_BYTES, lambda who: who.hex.encode()),
    (_BYTES, lambda who: who.hex.upper().encode()),
    (_BYTES, lambda who: str(who).upper().encode()),
]
if connection.vendor == "postgresql":
    WAYS += [
        ("json", lambda who: f'["{who}"]'),
        ("jsonb", lambda who: f'["{who}"]'),
        ("text[]", lambda who: f"{{{who}}}"),
    ]


@pytest.mark.parametrize("made", [uuid4, new_id], ids=["by-chance", "by-time"])
@pytest.mark.parametrize(("kind", "written"), WAYS)
def test_a_planted_identifier_is_found(kind: str, written: Written, made: Callable[[], UUID]):
    person, other, third = made(), made(), made()
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE newcomer (number integer, place {kind})")
        for who in (person, other, person):
            cursor.execute("INSERT INTO newcomer VALUES (7, %s)", [written(who)])
    assert scan(person) == [Found("newcomer", "place", 2)]
    assert scan(third) == []
    assert scan_all([third, other, person]) == {
        person: [Found("newcomer", "place", 2)],
        other: [Found("newcomer", "place", 1)],
    }


def test_a_table_is_read_to_its_end(monkeypatch):
    monkeypatch.setattr(scan_read, "_WINDOW", 7)
    monkeypatch.setattr(scan_read, "_FETCHED", 3)
    people = [new_id() for _ in range(50)]
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE newcomer (number integer primary key, place text)")
        for number, who in enumerate(people):
            cursor.execute("INSERT INTO newcomer VALUES (%s, %s)", [number * 3 - 40, f"of {who}"])
    assert scan_all(people) == {who: [Found("newcomer", "place", 1)] for who in people}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL numbers the rows of every table")
def test_a_table_whose_rows_have_no_numbers_is_read():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE newcomer (place text primary key) WITHOUT ROWID")
        cursor.execute("INSERT INTO newcomer VALUES (%s)", [f"of {(person := new_id())}"])
    assert scan(person) == [Found("newcomer", "place", 1)]


@pytest.mark.parametrize(
    ("kind", "written"), [("text", str), ("varchar(40)", lambda who: who.hex), (_UUID, lambda who: who.hex)]
)
def test_an_index_finds_what_it_begins_with(kind: str, written: Written):
    person = new_id()
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE newcomer (number integer, place {kind}, other {kind})")
        cursor.execute("CREATE INDEX newcomer_by_place ON newcomer (place, number)")
        cursor.execute("INSERT INTO newcomer VALUES (7, %s, %s)", [written(person), written(new_id())])
    assert look_up(person) == [Found("newcomer", "place", 1)]
    assert look_up(new_id()) == []


def test_a_column_that_is_renamed_or_indexed_later_is_looked_up_at_once():
    person = new_id()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE newcomer (number integer, place text)")
        cursor.execute("INSERT INTO newcomer VALUES (7, %s)", [person.hex])
        assert look_up(person) == []
        cursor.execute("CREATE INDEX newcomer_by_place ON newcomer (place)")
        assert look_up(person) == [Found("newcomer", "place", 1)]
        cursor.execute("ALTER TABLE newcomer RENAME COLUMN place TO somewhere")
        assert look_up(person) == [Found("newcomer", "somewhere", 1)]
        cursor.execute("DROP INDEX newcomer_by_place")
    assert look_up(person) == []


def test_every_column_that_refers_to_a_person_is_looked_up():
    with connection.cursor() as cursor:
        cursor.execute(INDEXED[connection.vendor])
        looked_up = {(table, column) for table, column in cursor.fetchall()}
        relations = {table: connection.introspection.get_relations(cursor, table) for table, _column in GO_ALONG}
    columns = [(model, field) for model in apps.get_models() for field in model._meta.local_concrete_fields]
    referring = {
        (model._meta.db_table, field.column)
        for model, field in columns
        if (isinstance(field, ForeignKey) and field.related_model is Person) or field.column in OF_PEOPLE
    }
    assert len(referring) > 20
    assert referring - looked_up == set(GO_ALONG)
    for (table, column), (reference, above) in GO_ALONG.items():
        assert relations[table][reference][1] == above
        assert (above, column) in looked_up
