"""One statement for the rows of several tables, and what SQLite says of it."""

import sqlite3
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from azukari.core.database import commit, multi_table_insert
from azukari.core.database.commit import commit_all
from azukari.core.database.precondition import Precondition, PreconditionFailed
from azukari.core.database.rows import MOST_VALUES, Rows, checked
from azukari.core.people.models import Person, Trail
from azukari.lib.identifier import new_id

NOW = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db(transaction=True)


def rows(people: int = 1) -> Rows:
    made = [(new_id(), NOW, None) for _ in range(people)]
    return {Person: made, Trail: [(new_id(), person[0], new_id()) for person in made]}


def said(rows: Rows, provided: list[Precondition]) -> set[str]:
    """The statements by which SQLite carries it out."""
    heard: set[str] = set()  # the same is heard again for each trigger that it sets off
    connection.ensure_connection()
    connection.connection.set_trace_callback(heard.add)
    try:
        commit_all(rows, provided=provided)
    finally:
        connection.connection.set_trace_callback(None)
    return heard


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has a statement of its own")
def test_a_transaction_is_one_statement():
    commit_all(rows())  # the view is made
    [statement] = said(rows(people=3), [Precondition("{} < {}", (1, 2))])
    assert statement.startswith('INSERT INTO "rows of people_person, people_trail" ')
    assert Person.objects.count() == Trail.objects.count() == 4


def test_rows_come_out_as_django_writes_them():
    person, moment = new_id(), datetime(2026, 11, 26, 3, 0, 0, 120, tzinfo=UTC)
    commit_all({Person: [(person, moment, None)], Trail: [(entry := new_id(), person, key := new_id())]})
    found = Person.objects.get()
    assert (found.id, found.created_at) == (person, moment)
    assert Trail.objects.values_list("entry_id", "person_id", "key_id").get() == (entry, person, key)
    twin = Person.objects.create(id=new_id(), created_at=moment)
    assert Person.objects.filter(created_at=twin.created_at).count() == 2  # as text on SQLite: alike to the digit


def test_a_connection_knows_several_sets_of_tables():
    for _ in range(2):
        commit_all(rows())
        commit_all({Person: [(new_id(), NOW, None)]})
        commit_all(dict([*rows().items()][::-1]))  # a foreign key may come first: it counts at the end
    assert Person.objects.count() == 6
    assert Trail.objects.count() == 4


def test_a_new_connection_learns_them_anew():
    commit_all(rows())
    connection.close()
    commit_all(rows())
    assert Person.objects.count() == 2


def test_a_row_that_points_nowhere_takes_all_back():
    with pytest.raises(IntegrityError):
        commit_all({Person: [(new_id(), NOW, None)], Trail: [(new_id(), new_id(), new_id())]})
    assert not Person.objects.exists()
    commit_all(rows())  # and nothing stays open behind it
    assert Person.objects.count() == 1


@pytest.mark.parametrize("more", [0, 1], ids=["full", "overfull"])
def test_as_many_as_go_in_one_statement_and_more(more: int):
    size = commit._ENGINES[connection.vendor][0]
    people = MOST_VALUES // size(checked(rows())) + more
    with CaptureQueriesContext(connection) as heard:
        commit_all(rows(people), provided=[Precondition("{} < {}", (1, 2))])
    assert Person.objects.count() == Trail.objects.count() == people
    assert bool(heard.captured_queries) == bool(more)  # only an ordinary transaction speaks through Django
    with pytest.raises(PreconditionFailed):
        commit_all(rows(people), provided=[Precondition("{} < {}", (2, 1))])
    assert Person.objects.count() == people


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has a statement of its own")
def test_what_the_database_cannot_do_is_said():
    connection.ensure_connection()
    connection.connection.execute("PRAGMA query_only=ON")
    try:
        with pytest.raises(DatabaseError, match="readonly"):
            commit_all(rows())
    finally:
        connection.connection.execute("PRAGMA query_only=OFF")
    with pytest.raises(sqlite3.OperationalError, match="no such table: people_"):
        multi_table_insert.write(sqlite3.connect(":memory:"), checked(rows()), [])
