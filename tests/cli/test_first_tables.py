"""A new database's tables, made in one step, are what the migrations make one by one."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.core.management.commands import migrate
from django.db import connection, connections, migrations
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

from azukari.cli import migrations as of_command
from azukari.core.database import first_tables
from tests.live import drop_database, new_database

_OUTER = re.compile(r"^(CREATE TABLE \S+) \((.*)\)$", re.DOTALL)
_COLUMNS = re.compile(r", (?![^(]*\))")
_SQLITE = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"
_POSTGRESQL = """
SELECT 'column', table_name || '.' || column_name,
       concat_ws(' ', data_type, character_maximum_length, numeric_precision, is_nullable, column_default, is_identity)
FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'trigger', tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'function', proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace
UNION ALL SELECT 'sequence', sequencename, data_type::text FROM pg_sequences WHERE schemaname = 'public'
"""


def _schema(of: BaseDatabaseWrapper) -> dict[tuple[str, str], object]:
    """All that stands in the schema, by kind and name; in which order a table has its columns does not count."""
    with of.cursor() as cursor:
        cursor.execute(_SQLITE if of.vendor == "sqlite" else _POSTGRESQL)
        return {(kind, name): _loose(sql) for kind, name, sql in cursor.fetchall()}


def _loose(sql: str) -> object:
    table = _OUTER.match(sql or "")
    return (table[1], sorted(_COLUMNS.split(table[2]))) if table else sql


@pytest.fixture
def by_migrations(tmp_path: Path, django_db_blocker: Any) -> Iterator[BaseDatabaseWrapper]:
    """Another database, which Django's own command has brought up."""
    name = new_database()
    known = {**connection.settings_dict, "NAME": name or str(tmp_path / "by_migrations.sqlite3")}
    connections.settings["by_migrations"] = known
    with django_db_blocker.unblock():
        call_command(migrate.Command(), database="by_migrations", verbosity=0, interactive=False)
        yield connections["by_migrations"]
        connections["by_migrations"].close()
    del connections["by_migrations"], connections.settings["by_migrations"]
    drop_database(name)


@pytest.mark.django_db
def test_it_is_the_schema_that_the_migrations_make(by_migrations: BaseDatabaseWrapper) -> None:
    found, wanted = _schema(connection), _schema(by_migrations)
    assert found.keys() == wanted.keys()
    assert {key: sql for key, sql in found.items() if sql != wanted[key]} == {}


@pytest.mark.django_db
def test_nothing_is_left_to_be_done_and_permissions_are_there() -> None:
    loader = MigrationExecutor(connection).loader
    assert set(loader.applied_migrations) == set(loader.disk_migrations)
    assert Permission.objects.filter(content_type__app_label="ledger").exists()


@pytest.mark.django_db
def test_where_migrations_do_what_no_model_shows_they_run_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    class Odd(migrations.Migration):
        operations = [migrations.SeparateDatabaseAndState()]

    plan = [(Odd("0002_odd", "ledger"), False)]
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *args, **more: plan)
    assert not first_tables.make_tables(connection)


@pytest.mark.django_db
def test_where_there_is_no_migration_no_table_is_said_to_be_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *args, **more: [])
    assert not first_tables.make_tables(connection)


@pytest.mark.django_db
def test_a_database_that_is_current_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(of_command, "call_command", lambda *_words, **_more: pytest.fail("nothing is pending"))
    assert of_command.migrate() == 0
