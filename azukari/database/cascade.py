"""Bulk delete with cascades: rows and all that refers to them, a statement for each table, and no row is read first.

Django's own `delete` makes an object of every row and looks through all that may refer to it. What it would do is the
same: each reference of the models says CASCADE, and the database itself refuses to leave one that leads nowhere.
"""

from collections.abc import Iterator
from functools import cache
from uuid import UUID

from django.db import connection, models

from azukari.database.id_set import Ids

type Table = type[models.Model]


def delete(model: Table, ids: Ids, *, by: str | None = None) -> None:
    """Delete the rows whose column is among ``ids``, and what refers to them, in the caller's transaction.

    Args:
        by: name of a field; its primary key unless given.

    Raises:
        TypeError: something refers to the rows, and does not go with them.
    """
    if not ids:
        return
    column = _column(model, by)
    key = _column(model, None)
    referring = _referring(model)
    gone = ids if column == key or not referring else _keys(model, column, ids)
    for child, field in referring if gone else ():
        delete(child, gone, by=field)
    if gone:
        _run(f'DELETE FROM "{model._meta.db_table}" WHERE "{column}" IN', ids)  # noqa: S608 - names of the models


def _column(model: Table, by: str | None) -> str:
    fields = {field.name: field for field in model._meta.local_concrete_fields}
    return str((fields[by] if by else model._meta.pk).column)


def _keys(model: Table, column: str, ids: Ids) -> Ids:
    key = model._meta.pk
    rows = _run(f'SELECT "{key.column}" FROM "{model._meta.db_table}" WHERE "{column}" IN', ids)  # noqa: S608 - as above
    return Ids([id if isinstance(id, UUID) else UUID(id) for (id,) in rows])


def _run(statement: str, ids: Ids) -> list[tuple[UUID | str]]:
    among, parameters = ids.among(connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} {among}", parameters)
        return cursor.fetchall() if cursor.description else []


@cache
def _referring(model: Table) -> tuple[tuple[Table, str], ...]:
    """The tables that refer to this one, and by which field."""
    return tuple(_references(model))


def _references(model: Table) -> Iterator[tuple[Table, str]]:
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel):  # one to one is one of them
            if relation.on_delete is not models.CASCADE:
                raise TypeError(f"{relation.related_model.__name__} does not go with {model.__name__}.")
            yield relation.related_model, relation.field.name
