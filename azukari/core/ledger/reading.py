"""Reading entries back, wherever they are: waiting for their place in the tree, or in it."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from itertools import batched
from operator import and_, or_
from typing import Any
from uuid import UUID

from django.db.models import Q

from azukari.core.ledger.catalogue import Kind, find
from azukari.core.ledger.models import Entry, Pending
from azukari.core.ledger.record import first_id, instant

_AT_ONCE = 1000
"""Ids in one query: a database takes no endless list of them."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event as it stands in the ledger.

    Args:
        index: its place in the tree, or None while it waits for one.
    """

    id: UUID
    at: datetime
    kind: Kind
    payload: Mapping[str, Any]
    index: int | None


def last_at() -> datetime | None:
    """When the newest entry of the tree was made; while the tree is empty, the oldest of those that wait for their
    place, since the newest may be of a clock that is wrong now. None if there is none.
    """
    newest = Entry.objects.order_by("-index").values_list("at", flat=True).first()
    at = newest or Pending.objects.order_by("at").values_list("at", flat=True).first()
    return datetime.fromisoformat(at) if at else None


def recorded(ids: Collection[UUID]) -> list[Recorded]:
    """The entries with these ids, newest first, in two queries for each thousand of them."""
    found = {row[0]: _recorded(*row) for some in batched([*ids], _AT_ONCE) for row in _rows(some)}
    return [found[id] for id in sorted(found, reverse=True)]


def _recorded(id: UUID, at: str, kind: str, payload: str, index: int | None) -> Recorded:
    return Recorded(id, datetime.fromisoformat(at), find(kind), json.loads(payload), index)


def _rows(ids: Sequence[UUID]) -> Iterator[tuple[Any, ...]]:
    columns = ("id", "at", "kind", "payload")
    for row in Pending.objects.filter(id__in=ids).values_list(*columns):
        yield (*row, None)
    yield from Entry.objects.filter(id__in=ids).values_list(*columns, "index")


def last_index() -> int:
    """The place of the newest entry of the tree; -1 while it is empty."""
    found = Entry.objects.order_by("-index").values_list("index", flat=True).first()
    return -1 if found is None else found


def placed(kinds: Collection[Kind], *, after: int, until: int, most: int) -> list[Recorded]:
    """The entries of these kinds at the places from the one ``after`` to ``until``, in their order. One query."""
    found = Entry.objects.filter(index__gt=after, index__lte=until, kind__in=[kind.name for kind in kinds])
    rows = found.order_by("index").values_list("id", "at", "kind", "payload", "index")[:most]
    return [_recorded(*row) for row in rows]


def matching(
    kinds: Collection[Kind], *, mentioning: Collection[str], since: datetime, until: datetime
) -> tuple[Any, Any]:
    """Queries for the ids of entries of these kinds within that time: those in the tree, and those that wait for it.

    Args:
        mentioning: pieces of a payload's text, all of which stand in the entry.
        until: the first moment that does not count.
    """
    by_id = Q(id__gte=first_id(since), id__lt=first_id(until + timedelta(seconds=1)))  # ids have an index, times none
    of_time = by_id & Q(kind__in=[kind.name for kind in kinds], at__gte=instant(since), at__lt=instant(until))
    wanted = reduce(and_, (Q(payload__contains=piece) for piece in mentioning), of_time)
    return Entry.objects.filter(wanted).values("id"), Pending.objects.filter(wanted).values("id")


def newest(
    ids: Any, *, kinds: Collection[Kind], mentioning: Collection[str], before: UUID | None, most: int
) -> list[Recorded]:
    """The newest of these entries, newest first, in two queries however many there are.

    Args:
        ids: a query that gives entry ids.
        kinds: no others.
        mentioning: pieces of a payload's text; entries that hold none of them are left out.
        before: only entries older than this one.
    """
    wanted = Q(id__in=ids, kind__in=[kind.name for kind in kinds])
    if before:
        wanted &= Q(id__lt=before)
    held = reduce(or_, (Q(payload__contains=piece) for piece in mentioning), Q())
    columns = ("id", "at", "kind", "payload")
    waiting = Pending.objects.filter(wanted, held).order_by("-id").values_list(*columns)[:most]
    placed = Entry.objects.filter(wanted, held).order_by("-id").values_list(*columns, "index")[:most]
    found = [*((*row, None) for row in waiting), *placed]
    found.sort(key=lambda row: row[0], reverse=True)
    return [_recorded(*row) for row in found[:most]]
