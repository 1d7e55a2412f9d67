"""Entries that anybody may read in full: of the kinds that are declared open, since they are about no person.

The public tree holds hashes. These few say what stands behind some of them, so that a witness elsewhere and whoever
checks an auditor's bundle see what was recorded, and notice when it is changed or left out later.
"""

import base64
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import batched
from typing import Any

from azukari.core.ledger import stored, tree
from azukari.core.ledger.catalogue import declared
from azukari.core.ledger.models import Checkpoint, Entry
from azukari.core.ledger.proof import placed
from azukari.core.ledger.record import first_id
from azukari.lib import merkle, tiles

SHOWN = timedelta(days=15)
"""So far back from the newest of them strangers are shown them."""
_AT_ONCE = 100


def everything(size: int) -> list[dict[str, Any]]:
    """All open entries of a tree of that size, in its order, without proofs: for whoever has all its leaves."""
    return [{**_opened(index, event)} for index, event in _found(size, None)]


def shown(size: int) -> bytes:
    """The open entries of the last days of a tree of that size, in its order, each with its path to the root, as JSON.

    Raises:
        Missing: the tree never had that size, or lacks something.
    """
    note = Checkpoint.objects.filter(size=size).values_list("note", flat=True).first()
    if note is None:
        raise tree.Missing
    return _shown(size, note)


@lru_cache(maxsize=2)
def _shown(size: int, note: str) -> bytes:  # noqa: ARG001 - of which tree: it is made once for each checkpoint
    rows = Entry.objects.filter(kind__in=_kinds(), index__lt=size)
    newest = rows.order_by("-index").values_list("at", flat=True).first()
    found = _found(size, datetime.fromisoformat(newest) - SHOWN) if newest else []
    subtree = tiles.subtree(size, tree.reading([index for index, _event in found]))
    entries = [
        {
            **_opened(index, event),
            "path": [base64.b64encode(step).decode() for step in merkle.inclusion(index, size, subtree)],
        }
        for index, event in found
    ]
    return json.dumps({"size": size, "entries": entries}, separators=(",", ":")).encode()


def _kinds() -> list[str]:
    return [kind.name for kind in declared() if kind.is_open]


def _found(size: int, since: datetime | None) -> list[tuple[int, stored.Event]]:
    """A row that is damaged is left out: the chain of those that are told shows that it is missing."""
    wanted = Entry.objects.filter(kind__in=_kinds(), index__lt=size)
    if since is not None:
        wanted = wanted.filter(id__gte=first_id(since))
    found = []
    for some in batched(wanted.values_list("id", flat=True), _AT_ONCE):
        for index, *columns in placed(some):
            try:
                found.append((int(index), stored.parse(tuple(columns))))
            except stored.Damaged:
                continue
    return sorted(found)


def _opened(index: int, event: stored.Event) -> Mapping[str, Any]:
    return {
        "index": index,
        "event": {"at": event.at, "id": str(event.id), "kind": event.kind, "payload": json.loads(event.payload)},
        "salt": event.salt.hex(),
        "commitment": event.commitment.hex(),
    }
