"""Reading entries back, wherever they are: waiting for their place in the tree, or in it."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from azukari.ledger.events import Kind
from azukari.ledger.models import Entry, Pending


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


def recorded(ids: Collection[UUID]) -> list[Recorded]:
    """The entries with these ids, newest first, in two queries.

    Entries of a kind this version does not know are left out.
    """
    columns = ("id", "at", "kind", "payload")
    waiting = [(*row, None) for row in Pending.objects.filter(id__in=ids).values_list(*columns)]
    placed = Entry.objects.filter(id__in=ids).values_list(*columns, "index")
    known = set(Kind)
    found = {
        id: Recorded(id, datetime.fromisoformat(at), Kind(kind), json.loads(payload), index)
        for id, at, kind, payload, index in [*waiting, *placed]
        if kind in known
    }
    return [found[id] for id in sorted(found, reverse=True)]
