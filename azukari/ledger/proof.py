"""Proof files (C2SP tlog-proof): one entry, its path to the root, and the signed checkpoint, all in one small text.

Whoever has the ledger's public key can check such a file offline, in ten years as well. If a witness has stated
something about a checkpoint that covers the entry, that one is taken, and what was stated is in the file. Its ``extra``
line carries the event itself, which the tree only hashes, and if wanted the opening of its commitment, which shows
whose entry it is.
"""

import base64
import json
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from azukari.ledger import leaf, stored, tree
from azukari.lib import canonical, merkle, note

_HEADER = "c2sp.org/tlog-proof@v1"
_EXTRA = {"commitment", "event", "salt"}


class NotIntegrated(LookupError):
    """The ledger has no such entry, or has not given it a place yet."""


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
    checkpoint: note.Checkpoint
    opened: bool


def prove(entry_id: UUID, *, key: bytes | None = None) -> str:
    """The proof file of an entry.

    Args:
        entry_id: which.
        key: the ledger key of the person whom it is about, to include this one entry's opening; None leaves it out.

    Raises:
        NotIntegrated: it has no place yet; that takes about a second.
    """
    with connection.cursor() as cursor:
        sql = f'SELECT "index", {stored.columns()} FROM ledger_entry WHERE id = %s'  # noqa: S608
        cursor.execute(sql, [stored.key(entry_id)])
        row = cursor.fetchone()
    signed = (tree.witnessed(row[0]) or tree.latest()) if row else None
    if row is None or signed is None:
        raise NotIntegrated(f"The ledger has no place for {entry_id} yet.")
    index, event = row[0], stored.parse(row[1:])
    checkpoint = note.checkpoint(note.text(signed, tree.verifier(signed.partition("\n")[0])))
    extra: dict[str, canonical.Json] = {
        "commitment": event.commitment.hex(),
        "event": {"at": event.at, "id": str(event.id), "kind": event.kind, "payload": json.loads(event.payload)},
        "salt": event.salt.hex(),
    }
    if key is not None:
        extra["opening"] = leaf.opening(key, event.id).hex()
    path = tree.inclusion(index, checkpoint.size)
    lines = [_HEADER, f"extra {_base64(canonical.dump(extra))}", f"index {index}", *map(_base64, path), "", signed]
    return "\n".join(lines)


def check(proof: str, by: note.Verifier) -> Proven:
    """Check a proof file, offline.

    Args:
        proof: the file's text.
        by: the ledger's public key, known from elsewhere.

    Raises:
        ProofError: it shows nothing; the message says why.
    """
    try:
        head, signed = proof.split("\n\n", 1)
        checkpoint = note.checkpoint(note.text(signed, by))
        header, extra, place, *path = head.split("\n")
        hashes = [base64.b64decode(line, validate=True) for line in path]
        told = json.loads(base64.b64decode(extra.removeprefix("extra "), validate=True))
        index = int(place.removeprefix("index "))
        found, commitment, salt = told["event"], bytes.fromhex(told["commitment"]), bytes.fromhex(told["salt"])
        id, payload = UUID(found["id"]), canonical.dumps(found["payload"])
        text = canonical.dump({"at": found["at"], "id": str(id), "kind": found["kind"], "payload": found["payload"]})
        opening = bytes.fromhex(told["opening"]) if "opening" in told else leaf.opening(leaf.PUBLIC_KEY, id)
    except note.NoteError as error:
        raise merkle.ProofError(str(error)) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise merkle.ProofError("This is not a proof of a ledger entry.") from error
    strict = header == _HEADER and place == f"index {index}" and told.keys() - {"opening"} == _EXTRA
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
