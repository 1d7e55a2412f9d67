"""Proof files (C2SP tlog-proof): one entry, its path to the root, and the signed checkpoint, all in one small text.

Whoever has a public key of the ledger can check such a file offline, in ten years as well. If a witness has stated
something about a checkpoint that covers the entry, that one is taken, and what was stated is in the file. Its ``extra``
line carries the event itself, which the tree only hashes, the hand-overs of the ledger's key from the first one on, and
if wanted the opening of the entry's commitment, which shows whose it is.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any
from uuid import UUID

from django.db import connection

from azukari.core.ledger import leaf, stored, tree
from azukari.lib import canonical, key_handover, merkle, signed_note, tiles

_HEADER = "c2sp.org/tlog-proof@v1"
_EXTRA = {"commitment", "event", "salt"}
_AT_ONCE = 100


class NotIntegrated(LookupError):
    """The ledger has no such entry, or does not show it yet."""


@dataclass(frozen=True, slots=True)
class Proven:
    """What a proof file has shown.

    Args:
        id, at, kind, payload: the event; ``payload`` is canonical JSON.
        index: its place in the ledger.
        checkpoint: the signed state of the ledger that it was checked against.
        opened: whether the file also shows whose entry it is.
    """

    id: UUID
    at: str
    kind: str
    payload: str
    index: int
    checkpoint: signed_note.Checkpoint
    opened: bool


def prove(entry_id: UUID, *, key: bytes | None = None) -> str:
    """The proof file of an entry.

    Args:
        entry_id: which.
        key: the ledger key of the person whom it is about, to include this one entry's opening; None leaves it out.

    Raises:
        NotIntegrated: it is not shown yet (`publish`).
    """
    found = prove_all({entry_id: key})
    if entry_id not in found:
        raise NotIntegrated(f"The ledger has no place for {entry_id} yet.")
    return found[entry_id]


def prove_all(entries: Mapping[UUID, bytes | None]) -> dict[UUID, str]:
    """The proof files of many entries; those that are not shown yet are left out. The entries and the hashes beside
    them are read in a few queries for each hundred.

    Args:
        entries: ids, each with the key as in `prove`.
    """
    # The last checkpoint about which a witness has stated something, and the last that is shown: a proof that rested
    # on a later one would tell its holder how much has happened since.
    handovers = tuple(tree.handovers())
    signed = [note for note in (tree.witnessed(), tree.shown()) if note]
    checkpoints = [_State(note, tree.opened(note).checkpoint, handovers) for note in signed]
    found: dict[UUID, str] = {}
    for some in batched(entries, _AT_ONCE):
        rows = placed(some)
        read = tree.reading([index for index, *_event in rows])
        trees = {state: tiles.subtree(state.checkpoint.size, read) for state in checkpoints}
        for index, *columns in rows:
            event = stored.parse(tuple(columns))
            state = next((state for state in checkpoints if state.checkpoint.size > index), None)
            if state is not None:
                found[event.id] = _file(index, event, entries[event.id], state, trees[state])
    return found


def placed(ids: Sequence[UUID]) -> list[tuple[Any, ...]]:
    """The rows of those of these entries that have a place: the place, then what `stored.parse` takes."""
    marks = ", ".join(["%s"] * len(ids))
    with connection.cursor() as cursor:
        sql = f'SELECT "index", {stored.columns()} FROM ledger_entry WHERE id IN ({marks})'  # noqa: S608
        cursor.execute(sql, [stored.key(id) for id in ids])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


@dataclass(frozen=True, slots=True)
class _State:
    """A signed checkpoint, what it says, and how the key came about that signed it."""

    signed: str
    checkpoint: signed_note.Checkpoint
    handovers: tuple[str, ...]


def _file(index: int, event: stored.Event, key: bytes | None, state: _State, subtree: merkle.Subtree) -> str:
    extra: dict[str, canonical.Json] = {
        "commitment": event.commitment.hex(),
        "event": {"at": event.at, "id": str(event.id), "kind": event.kind, "payload": json.loads(event.payload)},
        "salt": event.salt.hex(),
    }
    if key is not None:
        extra["opening"] = leaf.opening(key, event.id).hex()
    if state.handovers:
        extra["handovers"] = [*state.handovers]
    path = merkle.inclusion(index, state.checkpoint.size, subtree)
    lines = [_HEADER, f"extra {_base64(canonical.dump(extra))}", f"index {index}", *map(_base64, path)]
    return "\n".join([*lines, "", state.signed])


def check(proof: str, by: signed_note.Verifier, handovers: Sequence[str] = ()) -> Proven:
    """Check a proof file, offline.

    Args:
        proof: the file's text.
        by: a public key of the ledger, known from elsewhere.
        handovers: how the ledger's key was handed on; else what the file tells of it, which has to hold as well.

    Raises:
        ProofError: it shows nothing; the message says why.
    """
    try:
        head, signed = proof.split("\n\n", 1)
        header, extra, place, *path = head.split("\n")
        hashes = [base64.b64decode(line, validate=True) for line in path]
        told = json.loads(base64.b64decode(extra.removeprefix("extra "), validate=True))
        chain = key_handover.follow(by, handovers or [str(one) for one in told.get("handovers", [])])
        checkpoint = chain.opened(signed).checkpoint
        index = int(place.removeprefix("index "))
        found, commitment, salt = told["event"], bytes.fromhex(told["commitment"]), bytes.fromhex(told["salt"])
        id, payload = UUID(found["id"]), canonical.dumps(found["payload"])
        text = canonical.dump({"at": found["at"], "id": str(id), "kind": found["kind"], "payload": found["payload"]})
        opening = bytes.fromhex(told["opening"]) if "opening" in told else leaf.opening(leaf.PUBLIC_KEY, id)
    except signed_note.NoteError as error:
        raise merkle.ProofError(str(error)) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise merkle.ProofError("This is not a proof of a ledger entry.") from error
    strict = header == _HEADER and place == f"index {index}" and told.keys() - {"opening", "handovers"} == _EXTRA
    if not strict or checkpoint.origin != by.name:
        raise merkle.ProofError("This is not a proof of an entry of this ledger.")
    hash = merkle.leaf_hash(leaf.leaf(id, commitment, salt, text))
    merkle.check_inclusion(hash, index, checkpoint.size, hashes, checkpoint.root)
    opened = leaf.commit(opening, text) == commitment
    if "opening" in told and not opened:
        raise merkle.ProofError("The opening in the proof is not the entry's.")
    return Proven(id, found["at"], found["kind"], payload, index, checkpoint, opened)


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
