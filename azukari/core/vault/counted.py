"""How much is held of a person, sort by sort, in one statement.

An erasure counts everything before and after, and a statement for each sort was most of what it did. So the holders'
queries are put together once, asked about nobody, and from then on whoever is meant takes nobody's place.

An archive asks only the holders that hold something: of most people most hold nothing.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet, Value

from azukari.core.consent.models import Grant
from azukari.core.people.models import Person, Trail
from azukari.core.vault.holders import Holder, holders
from azukari.core.vault.models import Merge, PersonKey

_NOBODY = UUID("6e6f626f-6479-4000-8000-000000000000")


@dataclass(frozen=True, slots=True)
class _Question:
    """The statement that counts, its parameters, the sorts in its order, and the sorts of each holder by its name."""

    statement: str
    parameters: Sequence[Any]
    sorts: Sequence[str]
    by_holder: Mapping[str, Sequence[str]]


def counted(person: UUID) -> Mapping[str, int]:
    """How many rows of each sort the holders and the vault's core have of ``person``; values are not among them."""
    question = _question(connection.vendor, tuple(holders()))
    nobody, somebody = _as_stored(_NOBODY), _as_stored(person)
    with connection.cursor() as cursor:
        cursor.execute(question.statement, [somebody if each == nobody else each for each in question.parameters])
        return dict(zip(question.sorts, cursor.fetchone(), strict=True))


def exported(person: UUID) -> Mapping[str, Mapping[str, Any]]:
    """What each holder tells of ``person``, by its name. A holder that counts nothing tells what it tells of nobody: a
    copy of that, so that nothing which is written into one archive is in another.
    """
    rows, asked = counted(person), tuple(holders())
    holding = [holder for holder in asked if any(rows[sort] for sort in sorts_of(holder))]
    return {**deepcopy(_of_nobody(asked)), **{holder.name: holder.export(person) for holder in holding}}


@cache
def _of_nobody(asked: tuple[Holder, ...]) -> Mapping[str, Mapping[str, Any]]:
    return {holder.name: holder.export(_NOBODY) for holder in asked}


def sorts_of(holder: Holder) -> Sequence[str]:
    """What a holder counts, in the order of the alphabet."""
    return _question(connection.vendor, tuple(holders())).by_holder[holder.name]


def _as_stored(id: UUID) -> Any:
    return Person._meta.pk.get_db_prep_value(id, connection)


@cache
def _question(vendor: str, asked: tuple[Holder, ...]) -> _Question:  # noqa: ARG001 - the key of the cache
    by_holder = {holder.name: holder.held([_NOBODY]) for holder in asked}
    rows: dict[str, QuerySet[Any]] = {
        "grant": Grant.objects.filter(person_id=_NOBODY),
        "merge": Merge.objects.filter(survivor_id=_NOBODY),
        "key": PersonKey.objects.filter(person_id=_NOBODY),
        "trail": Trail.objects.filter(person_id=_NOBODY),
    }
    for held in by_holder.values():
        rows |= held
    counts, parameters = [], list[Any]()
    for of_sort in rows.values():
        sql, given = of_sort.order_by().values(one=Value(1)).query.sql_with_params()
        counts.append(f"(SELECT COUNT(*) FROM ({sql}) counted)")  # noqa: S608 - the holders' own queries
        parameters += given
    sorts = {name: sorted(held) for name, held in by_holder.items()}
    return _Question(f"SELECT {', '.join(counts)}", parameters, list(rows), sorts)
