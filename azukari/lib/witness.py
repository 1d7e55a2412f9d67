"""What a witness and a log say to each other (C2SP tlog-witness), as texts, and how a witness decides.

A witness remembers how far it has seen a log grow, and cosigns a later checkpoint only if it is shown that the log
still begins with what it saw. So a log cannot show one history to one reader and another to the next, nor go back.
"""

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass

from azukari.lib import merkle, signed_note
from azukari.lib.key_handover import follow

_SIZE = re.compile(r"0|[1-9][0-9]*")
MOST_STEPS = 63  # of a consistency proof
TOLD_SIZE = "text/x.tlog.size"
"""The content type of a 409 that tells how far the witness has seen."""


@dataclass(frozen=True, slots=True)
class Request:
    """A checkpoint with the proof that it extends what the witness saw last.

    Args:
        old: the size that the log believes the witness has seen; 0 for none.
        path: the consistency proof from there.
        signed: the checkpoint, a signed note.
    """

    old: int
    path: Sequence[bytes]
    signed: str

    @property
    def body(self) -> str:
        steps = "".join(f"{base64.b64encode(step).decode()}\n" for step in self.path)
        return f"old {self.old}\n{steps}\n{self.signed}"


@dataclass(frozen=True, slots=True)
class Accepted:
    """To be remembered first, and cosigned then.

    Args:
        text: the checkpoint's text, all of which the cosignature covers.
        log: the newest key of the log that signed it; earlier ones are not believed any more.
    """

    checkpoint: signed_note.Checkpoint
    text: str
    log: signed_note.Verifier


@dataclass(frozen=True, slots=True)
class Declined:
    """The answer to a log that could not convince.

    Args:
        status: as HTTP knows it: 400 malformed, 403 not signed by the log, 404 another log, 409 the witness has seen
            something else, 422 the proof does not hold.
        size: for a 409, how far the witness has seen.
    """

    status: int
    sentence: str
    size: int | None = None


def read(body: str) -> Request:
    """Read what ``Request.body`` writes.

    Raises:
        ValueError: it is malformed.
    """
    head, blank, signed = body.partition("\n\n")
    first, *steps = head.split("\n")
    size = first.removeprefix("old ")
    if not blank or first == size or not _SIZE.fullmatch(size) or len(steps) > MOST_STEPS:
        raise ValueError("This is not a request to cosign a checkpoint.")
    path = [base64.b64decode(step, validate=True) for step in steps]
    if any(len(step) != len(merkle.EMPTY) for step in path):
        raise ValueError("A step of the proof is not a hash.")
    return Request(int(size), path, signed)


def judge(
    body: str,
    *,
    log: signed_note.Verifier,
    seen: signed_note.Checkpoint | None,
    handovers: Sequence[str] = (),
) -> Accepted | Declined:
    """Whether a witness may cosign.

    Args:
        body: what the log sent.
        log: the log that is watched, and the public key of it that is known.
        seen: the checkpoint that was cosigned last; None if none was.
        handovers: how the log's key was handed on, if another key than the known one signed.
    """
    try:
        asked = read(body)
        origin = asked.signed.partition("\n")[0]
    except ValueError as error:
        return Declined(400, str(error))
    if origin != log.name:
        return Declined(404, "This witness does not watch that log.")
    try:
        opened = follow(log, handovers).opened(asked.signed)
    except signed_note.NoteError as error:
        return Declined(403, str(error))
    return _consistent(asked, opened.checkpoint, seen) or Accepted(opened.checkpoint, opened.text, opened.signed[-1])


def _consistent(asked: Request, found: signed_note.Checkpoint, seen: signed_note.Checkpoint | None) -> Declined | None:
    size = seen.size if seen else 0
    if asked.old > found.size:
        return Declined(400, "The checkpoint is smaller than what it is said to extend.")
    if asked.old != size:
        return Declined(409, "This witness has seen the log at another size.", size)
    if seen is None or size == 0:
        return Declined(400, "A first checkpoint has no proof.") if asked.path else None
    if size == found.size and seen.root != found.root:
        return Declined(409, "This witness has seen another history of the same size.", size)
    try:
        merkle.check_consistency(size, seen.root, found.size, found.root, asked.path)
    except merkle.ProofError as error:
        return Declined(422, str(error))
    return None
