"""The database itself refuses to change what the ledger holds."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.state import ProjectState

from azukari.core.ledger.immutable import Immutable, unguarded
from azukari.core.ledger.models import TABLES

INTEGRATED = ["ledger_entry", "ledger_tile", "ledger_checkpoint", "ledger_cosignature"]


def refused(sql):
    with pytest.raises(IntegrityError, match="cannot be changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.fixture
def full(writer):
    writer.integrate(300)
    writer.cosign()
    writer.write(3)


@pytest.mark.parametrize("table", TABLES)
def test_every_column_refuses_an_update(full, table):
    with connection.cursor() as cursor:
        columns = [c.name for c in connection.introspection.get_table_description(cursor, table)]
    for column in columns:
        refused(f'UPDATE {table} SET "{column}" = "{column}"')


@pytest.mark.parametrize("table", TABLES)
def test_no_row_can_be_deleted(full, table):
    refused(f"DELETE FROM {table}")


@pytest.mark.parametrize("table", TABLES)
def test_no_row_can_be_replaced(full, table):
    if connection.vendor == "sqlite":
        refused(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
    else:
        refused(f"TRUNCATE {table}")


def test_no_row_can_be_replaced_by_another_key(full):
    if connection.vendor == "sqlite":
        refused(
            'INSERT OR REPLACE INTO ledger_entry SELECT "index" + 9999, id, at, kind, payload, salt, commitment'
            " FROM ledger_entry"
        )
        refused(
            "INSERT OR REPLACE INTO ledger_pending (rowid, id, at, kind, payload, salt, commitment, seal)"
            " SELECT rowid, 'x', at, kind, payload, salt, commitment, seal FROM ledger_pending"
        )


def test_every_table_is_guarded(db):
    assert unguarded(connection, TABLES) == []


def test_a_waiting_row_goes_only_when_the_same_row_is_an_entry(writer, unlocked):
    writer.write(1)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_entry SELECT 0, id, at, 'other:kind:of', payload, salt, commitment FROM ledger_pending"
        )
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = DEFAULT")
        else:
            connection.connection.setconfig(1003, True)
    refused("DELETE FROM ledger_pending")


def test_the_operation_can_be_undone_and_misses_are_found(db):
    operation = Immutable("ledger_test_thing", delete_if="OLD.name = 'gone'")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE ledger_test_thing (id text PRIMARY KEY, name text NOT NULL, mark text UNIQUE)")
        cursor.execute("INSERT INTO ledger_test_thing VALUES ('1', 'kept', 'a'), ('2', 'gone', 'b')")
    editor = connection.schema_editor()  # not entered: inside a test's transaction SQLite would refuse that
    operation.database_forwards("ledger", editor, ProjectState(), ProjectState())
    assert unguarded(connection, ["ledger_test_thing"]) == []
    refused("DELETE FROM ledger_test_thing WHERE name = 'kept'")
    if connection.vendor == "sqlite":
        refused("INSERT OR REPLACE INTO ledger_test_thing VALUES ('1', 'new', 'c')")
        refused("INSERT OR REPLACE INTO ledger_test_thing VALUES ('3', 'new', 'a')")
        refused("INSERT OR REPLACE INTO ledger_test_thing (rowid, id, name, mark) VALUES (1, '3', 'new', 'c')")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM ledger_test_thing WHERE name = 'gone'")
    operation.database_backwards("ledger", editor, ProjectState(), ProjectState())
    assert unguarded(connection, ["ledger_test_thing"]) == ["ledger_test_thing"]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM ledger_test_thing")
