"""Unique constraints and unique partial indexes compared by their text with what the models say: one that was made anew
under its own name, over other columns or with another condition, lets in what it refused.

SQLite keeps each statement as it was given. PostgreSQL keeps what it understood; so the model's is made on an empty
table beside, in a transaction that is rolled back, and both definitions are asked for.
"""

import re
from collections.abc import Iterator

from django.apps import apps
from django.db import connection, models, transaction

from azukari.core.database.check_texts import uncommented

_BESIDE = "unique_texts_beside"
_ON = re.compile(r" ON (?:ONLY )?\S+ ")
_STANDING = (
    "SELECT c.relname, pg_get_indexdef(c.oid), i.indisunique AND i.indisvalid FROM pg_index i"
    " JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid = %s::regclass"
)


def altered_uniques() -> list[str]:
    """The names of unique constraints that say something else than the model, or are not there."""
    found = _on_sqlite if connection.vendor == "sqlite" else _on_postgresql
    return sorted(name for model in apps.get_models() if (wanted := _wanted(model)) for name in found(model, wanted))


def _wanted(model: type[models.Model]) -> list[models.UniqueConstraint]:
    unique = [each for each in model._meta.constraints if isinstance(each, models.UniqueConstraint)]
    return unique if model._meta.managed else []


def _on_sqlite(model: type[models.Model], wanted: list[models.UniqueConstraint]) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE tbl_name = %s AND sql <> ''", [model._meta.db_table])
        standing = dict(cursor.fetchall())
    editor = connection.schema_editor()
    editor.deferred_sql = []  # where it leaves what stands in no statement that makes a table
    for each in wanted:
        inline = each.constraint_sql(model, editor)
        made = uncommented(standing.get(model._meta.db_table, "")) if inline else standing.get(each.name, "")
        text = str(inline or each.create_sql(model, editor))
        if not (text in made if inline else text == made):
            yield each.name


def _on_postgresql(model: type[models.Model], wanted: list[models.UniqueConstraint]) -> Iterator[str]:
    table = connection.ops.quote_name(model._meta.db_table)
    editor = connection.schema_editor()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE {_BESIDE} (LIKE {table})")
        for each in wanted:
            cursor.execute(str(each.create_sql(model, editor)).replace(table, _BESIDE, 1))
        said = _definitions(_BESIDE)
        standing = _definitions(table)
        transaction.set_rollback(True)
    yield from (each.name for each in wanted if standing.get(each.name) != said[each.name])


def _definitions(table: str) -> dict[str, tuple[str, bool]]:
    """What each index of a table says, without the table's name, and whether it is unique and in use."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, [table])
        return {name: (_ON.sub(" ", text, count=1), is_unique) for name, text, is_unique in cursor.fetchall()}
