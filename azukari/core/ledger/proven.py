"""Reading entries back only as far as the ledger proves them: each under a checkpoint that was signed, unchanged.

Whoever may change rows of the database can change an entry, and its hash beside it; they cannot sign another root. So
what is read here is what was recorded, or it is said to have been changed.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import batched
from typing import Any
from uuid import UUID

from azukari.core.ledger import stored, tree
from azukari.core.ledger.models import Checkpoint
from azukari.core.ledger.proof import placed
from azukari.lib import merkle, signed_note, tiles

_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Read:
    """An entry of the tree.

    Args:
        index: its place.
        kind: the name of its kind.
        payload: what it says; None if it is not what was recorded, or that cannot be shown.
    """

    id: UUID
    index: int
    kind: str
    payload: Mapping[str, Any] | None


def proven(ids: Collection[UUID]) -> dict[UUID, Read]:
    """Those of these entries that have a place in the tree, each checked against the latest checkpoint; where that
    fails, because another entry was changed, against the first one that covers it.
    """
    newest = Checkpoint.objects.order_by("-size").first()
    found: dict[UUID, Read] = {}
    for some in batched(ids, _AT_ONCE):
        rows = placed(some)
        latest = _root(newest, tree.reading([index for index, *_event in rows]))
        for index, *columns in rows:
            try:
                event = stored.parse(tuple(columns))
            except stored.Damaged:
                continue
            holds = _stands_in(latest, index, event)
            if not holds:
                first = Checkpoint.objects.filter(size__gt=index).order_by("size").first()
                holds = _stands_in(_root(first, tree.read), index, event)
            found[event.id] = Read(event.id, index, event.kind, json.loads(event.payload) if holds else None)
    return found


@dataclass(frozen=True, slots=True)
class _Root:
    """A signed checkpoint, and the tree that it is about."""

    signed: signed_note.Checkpoint
    subtree: merkle.Subtree


def _root(row: Checkpoint | None, read: tiles.Read) -> _Root | None:
    """None if there is none, or this ledger did not sign it."""
    if row is None:
        return None
    try:
        signed = tree.opened(row.note).checkpoint
    except signed_note.NoteError:
        return None
    return _Root(signed, tiles.subtree(signed.size, read))


def _stands_in(root: _Root | None, index: int, event: stored.Event) -> bool:
    if root is None:
        return False
    try:
        path = merkle.inclusion(index, root.signed.size, root.subtree)
        merkle.check_inclusion(merkle.leaf_hash(event.leaf), index, root.signed.size, path, root.signed.root)
    except (merkle.ProofError, tree.Missing, ValueError):
        return False
    return True
