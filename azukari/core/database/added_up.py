"""Rows that add up: of a table of counts, whatever is inserted is added to the row that stands there already."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Any

from django.db import models

type _Row = Sequence[Any]  # `rows` reads this module


@dataclass(frozen=True, slots=True)
class AddedUp:
    """What a model says of itself, as its attribute ``added_up``.

    Args:
        by: the fields that are unique together.
        number: the field in which rows with the same ``by`` are added.
    """

    by: tuple[str, ...]
    number: str


@cache
def given_fields(model: type[models.Model]) -> tuple["models.Field[Any, Any]", ...]:
    """Those for which a row has a value, in its order: all but a number that the database draws by itself."""
    return tuple(each for each in model._meta.local_concrete_fields if not isinstance(each, models.AutoField))


def added_up(model: type[models.Model]) -> AddedUp | None:
    """How its rows add up, if they do."""
    found = getattr(model, "added_up", None)
    return found if isinstance(found, AddedUp) else None


@cache
def tail(model: type[models.Model]) -> str:
    """The end of its INSERT, behind the last row."""
    how = added_up(model)
    if how is None:
        return ""
    columns = {field.name: field.column for field in given_fields(model)}
    table, number = model._meta.db_table, columns[how.number]
    unique = ", ".join(f'"{columns[name]}"' for name in how.by)
    return f' ON CONFLICT ({unique}) DO UPDATE SET "{number}" = "{table}"."{number}" + excluded."{number}"'


def summed(model: type[models.Model], rows: Iterable[_Row]) -> list[_Row]:
    """One row for each ``by``, as a statement must have them, in their order: whoever writes several rows takes their
    locks in the same one.
    """
    how = added_up(model)
    if how is None:
        return [*rows]
    key_of, place = _places(model, how)
    found: dict[tuple[Any, ...], list[Any]] = {}
    for row in rows:
        key = key_of(row)
        if standing := found.get(key):
            standing[place] += row[place]
        else:
            found[key] = [*row]
    return [row for _, row in sorted(found.items())]


@cache
def _places(model: type[models.Model], how: AddedUp) -> tuple[Callable[[_Row], tuple[Any, ...]], int]:
    names = [field.name for field in given_fields(model)]
    return itemgetter(*map(names.index, how.by)), names.index(how.number)
