"""Bulk update: many rows, each with values of its own, in one statement (UPDATE ... FROM VALUES).

A CASE of many branches, which is what Django makes of it, takes longer to make than to carry out.
"""

from collections.abc import Sequence
from functools import cache, lru_cache

from django.db import connection, models

from azukari.core.database.rows import MOST_VALUES, Row, converters

type _Columns = tuple[str, ...]


def update_rows(model: type[models.Model], columns: _Columns, rows: Sequence[Row]) -> None:
    """Give these columns other values, in the caller's transaction.

    Args:
        columns: names of fields; foreign keys are given as bare keys.
        rows: the primary key of a row, and its value for each column.
    """
    sqlite, step = connection.vendor == "sqlite", MOST_VALUES // (1 + len(columns))
    convert = converters(_fields(model, columns)) if sqlite else ()
    with connection.cursor() as cursor:
        for start in range(0, len(rows), step):
            part = [[*row] for row in rows[start : start + step]]
            for row in part:
                for position, kept in convert:
                    row[position] = kept(row[position])
            text = _text(model, columns, len(part), typed=not sqlite)
            cursor.execute(text, [value for row in part for value in row])


@cache
def _fields(model: type[models.Model], columns: _Columns) -> "list[models.Field[object, object]]":
    by_name = {field.name: field for field in model._meta.local_concrete_fields}
    return [model._meta.pk, *(by_name[name] for name in columns)]


@lru_cache(maxsize=256)
def _text(model: type[models.Model], columns: _Columns, rows: int, *, typed: bool) -> str:
    """Without types PostgreSQL takes a column of NULLs for text; and ``varchar(8)`` would cut off what is longer."""
    key, *others = _fields(model, columns)
    casts = (
        "::text" if isinstance(field, models.CharField) else f"::{field.rel_db_type(connection)}"
        for field in (key, *others)
    )
    types = [cast if typed else "" for cast in casts]
    given = [f"given.column{number}{type}" for number, type in enumerate(types, 1)]
    changes = ", ".join(f'"{field.column}" = {value}' for field, value in zip(others, given[1:], strict=True))
    values = ", ".join(["(" + ", ".join(["%s"] * len(given)) + ")"] * rows)
    table = f'"{model._meta.db_table}"'
    return f'UPDATE {table} SET {changes} FROM (VALUES {values}) AS given WHERE {table}."{key.column}" = {given[0]}'  # noqa: S608 - names come from the model
