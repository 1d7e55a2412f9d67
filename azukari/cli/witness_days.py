"""What a witness makes of the days that a ledger tells of: the entries that are open to everybody, with their proofs.

It remembers the notes of the last days, and says so when one is changed, left out, or is not what its looks come to.
Whoever runs the ledger may then repaint the page; the witness still knows what stood there.
"""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from azukari.core.ledger import leaf
from azukari.lib import canonical, merkle, signed_note
from azukari.lib.watched_day import GOOD_FOR, Look, agrees, states_of

_LOOKED, _NOTED = "assurance:controls:looked", "assurance:day:noted"


class DaysError(Exception):
    """The days are not as they were, or prove nothing; the message says which."""


@dataclass(frozen=True, slots=True)
class _Told:
    """An entry that was proved."""

    id: str
    at: datetime
    kind: str
    payload: Mapping[str, Any]
    text: bytes


def check(document: bytes, about: signed_note.Checkpoint, seen: Mapping[str, str]) -> dict[str, str]:
    """Check what a ledger tells of its days.

    Args:
        document: what it shows at ``opened/<size>``.
        about: the checkpoint of that size, which was found sound.
        seen: of each day that was noted when the witness looked last, what its note said, as a hash.

    Returns:
        the same of now, to be remembered.

    Raises:
        DaysError: a note was changed or left out since, or does not hold.
    """
    try:
        told = [_proved(entry, about) for entry in json.loads(document)["entries"]]
        looks = [each for each in told if each.kind == _LOOKED]
        notes = sorted((each for each in told if each.kind == _NOTED), key=lambda each: str(each.payload["day"]))
        _chained(looks)
        _chained(notes)
        _reckoned(notes, looks)
        found = {str(each.payload["day"]): hashlib.sha256(each.text).hexdigest() for each in notes}
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise DaysError("What the ledger tells of its days is malformed.") from error
    first = min(found, default="")
    for day, was in seen.items():
        if not first or (day >= first and found.get(day) != was):
            raise DaysError(f"The note of {day} was changed or left out since this witness saw it.")
    return found


def _proved(entry: Mapping[str, Any], about: signed_note.Checkpoint) -> _Told:
    event = entry["event"]
    id, salt, commitment = UUID(event["id"]), bytes.fromhex(entry["salt"]), bytes.fromhex(entry["commitment"])
    text = leaf.canonical(id, event["at"], event["kind"], canonical.dumps(event["payload"]))
    path = [base64.b64decode(step, validate=True) for step in entry["path"]]
    hashed = merkle.leaf_hash(leaf.leaf(id, commitment, salt, text))
    try:
        merkle.check_inclusion(hashed, entry["index"], about.size, path, about.root)
    except merkle.ProofError as error:
        raise DaysError("An entry that the ledger tells in full is not the one in it.") from error
    return _Told(str(id), datetime.fromisoformat(event["at"]), event["kind"], event["payload"], text)


def _chained(told: Sequence[_Told]) -> None:
    """Each names the one before it; of those that are shown only the first may name one that is not."""
    there, named = {each.id for each in told}, [each.payload.get("previous") for each in told]
    if len({*named}) != len(named) or len({*named} - there) > 1:
        raise DaysError("A look at the controls, or the note of a day, was left out.")


def _reckoned(notes: Sequence[_Told], looks: Sequence[_Told]) -> None:
    found = sorted((Look(each.id, each.at, states_of(each.payload)) for each in looks), key=lambda look: look.at)
    for note in notes:
        payload = note.payload
        # Of the first day that is shown some looks may lie too far back to be shown.
        if "from" not in payload or not found or datetime.fromisoformat(payload["from"]) - GOOD_FOR < found[0].at:
            continue
        if not agrees(payload, found):
            raise DaysError(f"The note of {payload['day']} says something else than the looks of that day.")
