"""Triggers compared by their text with what the migrations made: one that was emptied under its own name, switched off,
led to another function, or added beside them.

SQLite keeps each statement as it was given. PostgreSQL keeps a function as it was given, and of a trigger what it
understood: when it fires, on which table, and which function it calls.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Protocol, runtime_checkable

from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.loader import MigrationLoader

_CREATED = re.compile(r"CREATE TRIGGER (\w+) ")
_FUNCTION = re.compile(r"CREATE FUNCTION (\w+)\(\) RETURNS trigger LANGUAGE plpgsql AS \$\$(.*)\$\$", re.DOTALL)
_FIRES = re.compile(
    r'CREATE TRIGGER (\w+) BEFORE ([A-Z ]+) ON (?:\w+\.)?"?(\w+)"? FOR EACH (ROW|STATEMENT) EXECUTE FUNCTION (\w+)\(\)'
)
_STANDING = (
    "SELECT t.tgname, pg_get_triggerdef(t.oid), t.tgenabled IN ('O', 'A'), p.prosrc, l.lanname FROM pg_trigger t"
    " JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_language l ON l.oid = p.prolang"
    " WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace"
)
_RULES = "SELECT rulename, definition FROM pg_rules WHERE schemaname = current_schema()"

type _Trigger = tuple[object, ...]
"""Its name, and what it does."""


@runtime_checkable
class MakesTriggers(Protocol):
    """An operation of a migration that makes triggers, or what such an operation runs."""

    def statements(self, editor: BaseDatabaseSchemaEditor) -> Iterable[str]:
        """The statements that make them, for the engine of the editor."""


def altered_triggers() -> list[str]:
    """The names of triggers that do something else than what the migrations made, that are not there, or that no
    migration made. On PostgreSQL of rewrite rules as well, of which none is ours.
    """
    editor = connection.schema_editor()
    wanted = [text for operation in _operations() for text in operation.statements(editor)]
    differ = (_on_sqlite if connection.vendor == "sqlite" else _on_postgresql)(wanted)
    return sorted({str(name) for name, *_what in differ})


@cache
def _operations() -> list[MakesTriggers]:
    migrations = MigrationLoader(None).disk_migrations.values()
    operations = [operation for migration in migrations for operation in migration.operations]
    makers = (getattr(operation, "code", operation) for operation in operations)
    return [each for each in makers if isinstance(each, MakesTriggers)]


def _on_sqlite(wanted: Iterable[str]) -> set[_Trigger]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        standing = {(name, _in_order(text)) for name, text in cursor.fetchall()}
    return standing ^ {(made[1], _in_order(text)) for text in wanted if (made := _CREATED.match(text))}


def _in_order(text: str) -> tuple[str, ...]:
    """A statement, in which the keys of a table may stand in any order."""
    return tuple(sorted(text.split(" OR ")))


def _on_postgresql(wanted: Iterable[str]) -> set[_Trigger]:
    with connection.cursor() as cursor:
        cursor.execute(_STANDING)
        standing: set[_Trigger] = {
            (name, _fires(text), body) if is_on and language == "plpgsql" else (name, "")
            for name, text, is_on, body, language in cursor.fetchall()
        }
        cursor.execute(_RULES)
        standing |= set(cursor.fetchall())
    return standing ^ set(_made(list(wanted)))


def _made(wanted: list[str]) -> Iterator[_Trigger]:
    bodies = {made[1]: made[2] for text in wanted if (made := _FUNCTION.match(text))}
    for text in wanted:
        if created := _CREATED.match(text):
            fires = _fires(text)
            yield created[1], fires, bodies.get(str(fires[-1]))


def _fires(text: str) -> tuple[object, ...]:
    """When a trigger fires, on which table, and what it calls; the whole text where it is none of ours."""
    made = _FIRES.fullmatch(text)
    if made is None:
        return (text,)
    name, events, *rest = made.groups()
    return name, frozenset(events.split(" OR ")), *rest
