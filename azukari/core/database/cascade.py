"""Bulk delete with cascades: rows and all that refers to them, a statement for each table, and no row is read first.

Django's own `delete` makes an object of every row and looks through all that may refer to it. What it would do is the
same: each reference of the models says CASCADE, and the database itself refuses to leave one that leads nowhere. A
table that is reached in several ways, by the person and by the registration that it hangs on, is asked once.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from functools import cache
from graphlib import TopologicalSorter
from typing import Any
from uuid import UUID

from django.db import connection, models

from azukari.core.database.id_set import Ids

_FEW = 4  # tables: to so many a statement for each is as quick as to ask first

type Table = type[models.Model]
type Ways = list[tuple[str, Ids]]
"""How rows of a table are reached: columns, and the ids that stand in them."""


def delete(model: Table, ids: Collection[UUID], *, by: str | None = None) -> None:
    """Delete the rows whose column is among ``ids``, and what refers to them, in the caller's transaction.

    Args:
        by: name of a field; its primary key unless given.

    Raises:
        TypeError: something refers to the rows, and does not go with them.
    """
    if not ids:
        return
    reached: dict[Table, Ways] = defaultdict(list)
    reached[model].append((_column(model, by), ids if isinstance(ids, Ids) else Ids(ids)))
    tables = below(model)
    for table in tables:
        referring = _referring(table)
        if referring and reached[table]:
            gone = _keys(table, reached[table])
            reached[table] = [(_column(table, None), gone)] if gone else []
            for child, field in referring if gone else ():
                reached[child].append((_column(child, field), gone))
    for table, ways in _with_rows([(table, ways) for table in reversed(tables) if (ways := reached[table])]):
        _run(f'DELETE FROM "{table._meta.db_table}"', ways)  # noqa: S608 - names of the models


@cache
def _column(model: Table, by: str | None) -> str:
    fields = {field.name: field for field in model._meta.local_concrete_fields}
    return str((fields[by] if by else model._meta.pk).column)


def _keys(model: Table, ways: Ways) -> Ids:
    key = _column(model, None)
    if [column for column, _ids in ways] == [key]:
        return ways[0][1]
    rows = _run(f'SELECT "{key}" FROM "{model._meta.db_table}"', ways)  # noqa: S608 - as above
    return Ids([id if isinstance(id, UUID) else UUID(id) for (id,) in rows])


def _with_rows(reached: Sequence[tuple[Table, Ways]]) -> Sequence[tuple[Table, Ways]]:
    """Those of the tables that have such rows. One statement: of most people most tables have none."""
    if len(reached) < _FEW:
        return reached
    asked, given = list[str](), list[Any]()
    for table, ways in reached:
        where, values = _where(ways)
        asked.append(f'EXISTS (SELECT 1 FROM "{table._meta.db_table}" WHERE {where})')  # noqa: S608 - as above
        given += values
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(asked)}", given)
        there = cursor.fetchone()
    return [each for each, has_rows in zip(reached, there, strict=True) if has_rows]


def _run(statement: str, ways: Ways) -> list[tuple[UUID | str]]:
    where, values = _where(ways)
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} WHERE {where}", values)
        return cursor.fetchall() if cursor.description else []


def _where(ways: Ways) -> tuple[str, list[Any]]:
    asked = [ids.holds(f'"{column}"', connection.vendor) for column, ids in ways]
    return " OR ".join(condition for condition, _given in asked), [value for _, given in asked for value in given]


@cache
def below(model: Table) -> Sequence[Table]:
    """The table and all whose rows may go with its rows, none before one that it refers to.

    Raises:
        TypeError: something refers to one of them, and does not go with it.
    """
    above: dict[Table, set[Table]] = {model: set()}
    waiting = [model]
    while waiting:
        table = waiting.pop()
        for child, _field in _referring(table):
            if child not in above:
                above[child] = set()
                waiting.append(child)
            above[child].add(table)
    return tuple(TopologicalSorter(above).static_order())


@cache
def _referring(model: Table) -> tuple[tuple[Table, str], ...]:
    """The tables that refer to this one, and by which field."""
    found: list[tuple[Table, str]] = []
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel):  # one to one is one of them
            if relation.on_delete is not models.CASCADE:
                raise TypeError(f"{relation.related_model.__name__} does not go with {model.__name__}.")
            found.append((relation.related_model, relation.field.name))
    return tuple(found)
