"""CHECK constraints compared by their text with what the models say: a condition that was hollowed out keeps its name.

SQLite keeps the statement that made a table, and enforces just that. PostgreSQL keeps the condition as it understood
it; so the model's is given to an empty table beside, in a transaction that is rolled back, and both are asked for.
"""

import re
from collections.abc import Iterator

from django.apps import apps
from django.db import connection, models, transaction

_COMMENT = re.compile(r"/\*.*?\*/|--[^\n]*", re.DOTALL)
_STANDING = (
    "SELECT conname, pg_get_constraintdef(oid) || CASE WHEN convalidated THEN '' ELSE ' NOT VALID' END"
    " FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'c'"
)
_BESIDE = "check_texts_beside"


def altered_checks() -> list[str]:
    """The names of CHECK constraints that say something else than the model, or are not there."""
    found = _on_sqlite if connection.vendor == "sqlite" else _on_postgresql
    return sorted(name for model in apps.get_models() if (wanted := _wanted(model)) for name in found(model, wanted))


def uncommented(statement: str) -> str:
    """A statement without its comments, in which the text of a constraint could stand that is not enforced."""
    return _COMMENT.sub("", statement)


def _wanted(model: type[models.Model]) -> dict[str, str]:
    """The text of each CHECK constraint of a model, as a migration writes it."""
    editor = connection.schema_editor()
    checks = [each for each in model._meta.constraints if isinstance(each, models.CheckConstraint)]
    return {check.name: str(check.constraint_sql(model, editor)) for check in checks} if model._meta.managed else {}


def _on_sqlite(model: type[models.Model], wanted: dict[str, str]) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = %s", [model._meta.db_table])
        made = uncommented(next(iter(cursor.fetchall()), ("",))[0])
    yield from (name for name, text in wanted.items() if text not in made)


def _on_postgresql(model: type[models.Model], wanted: dict[str, str]) -> Iterator[str]:
    table = connection.ops.quote_name(model._meta.db_table)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE {_BESIDE} (LIKE {table})")
        for text in wanted.values():
            cursor.execute(f"ALTER TABLE {_BESIDE} ADD {text}")
        cursor.execute(_STANDING, [_BESIDE])
        said = dict(cursor.fetchall())
        for name, text in said.items():  # as a dump and its restore write it, which is not the same text
            cursor.execute(f'ALTER TABLE {_BESIDE} DROP CONSTRAINT "{name}", ADD CONSTRAINT "{name}" {text}')
        cursor.execute(_STANDING, [_BESIDE])
        dumped = dict(cursor.fetchall())
        cursor.execute(_STANDING, [table])
        standing = dict(cursor.fetchall())
        transaction.set_rollback(True)
    yield from (name for name in wanted if standing.get(name) not in (said[name], dumped[name]))
