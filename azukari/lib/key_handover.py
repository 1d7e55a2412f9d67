"""Key rotation of a log: hand-overs that the old and the new key both sign, and the chain of keys that they make.

A hand-over is a signed note (C2SP signed-note) of five lines: the log's name, ``key hand-over v1``, the verifier key of
the old key, that of the new one, and how many entries the log had. Whoever trusts any key of a log can follow the chain
to every other. From a hand-over on the old key's signature alone is worth nothing over a later checkpoint, so that a
key that gets stolen after its time signs no future.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from azukari.lib import signed_note
from azukari.lib.signed_note import NoteError, Verifier

_KIND = "key hand-over v1"


@dataclass(frozen=True, slots=True)
class Handover:
    """Which key follows which.

    Args:
        size: how many entries the log had: the old key's signature counts for checkpoints of no more.
    """

    old: Verifier
    new: Verifier
    size: int

    @property
    def text(self) -> str:
        return f"{self.old.name}\n{_KIND}\n{self.old}\n{self.new}\n{self.size}\n"


def sign(*, name: str, old: bytes, new: bytes, size: int) -> str:
    """The note of a hand-over, under both keys.

    Args:
        name: the log's.
        old, new: the private Ed25519 keys, 32 bytes each.
    """
    keys = [Verifier(name, signed_note.public_key(seed)) for seed in (old, new)]
    return signed_note.sign_all(Handover(keys[0], keys[1], size).text, name=name, seeds=(old, new))


def read(note: str) -> Handover:
    """The hand-over in a note, once both signatures hold.

    Raises:
        NoteError: it is malformed, or one of the two keys did not sign it.
    """
    try:
        _origin, _kind, old, new, size = (note.partition("\n\n")[0]).split("\n")
        found = Handover(signed_note.verifier(old), signed_note.verifier(new), int(size))
    except ValueError as error:
        raise NoteError("A hand-over of the log's key is malformed.") from error
    body, signers = signed_note.signers(note, (found.old, found.new))
    if body != found.text or found.size < 0 or found.old.name != found.new.name:
        raise NoteError("A hand-over of the log's key is malformed.")
    if {*signers} != {found.old, found.new}:
        raise NoteError("A hand-over of the log's key is not signed by the old key and the new one.")
    return found


@dataclass(frozen=True, slots=True)
class Opened:
    """A checkpoint of a log.

    Args:
        text: all that was signed.
        checkpoint: what it says.
        signed: the keys of the log that signed it, the newest last.
    """

    text: str
    checkpoint: signed_note.Checkpoint
    signed: tuple[Verifier, ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """The keys of a log, the first one first.

    Args:
        keys: all of them, under one name.
        ends: for each key but the last, how many entries the log had when it was handed over.
    """

    keys: tuple[Verifier, ...]
    ends: tuple[int, ...] = ()

    def named(self, name: str) -> "Chain":
        """The same keys under another name of the log."""
        return Chain(tuple(Verifier(name, key.public) for key in self.keys), self.ends)

    def opened(self, note: str) -> Opened:
        """A checkpoint that at least one of the keys signed in its time.

        Raises:
            NoteError: none did, or the note is malformed.
        """
        body, signers = signed_note.signers(note, self.keys)
        if not signers:
            raise NoteError(f"The note is not signed by {self.keys[-1].name}.")
        found = signed_note.checkpoint(body)
        signed = tuple(key for key in self.keys if key in signers)
        if not self._in_time(signed, found.size):
            raise NoteError(f"Only a key that was handed over before signed the checkpoint of {found.size} entries.")
        return Opened(body, found, signed)

    def _in_time(self, signed: Collection[Verifier], size: int) -> bool:
        ends = (*self.ends, size)
        return any(key in signed and size <= end for key, end in zip(self.keys, ends, strict=True))


def follow(known: Verifier, handovers: Iterable[str]) -> Chain:
    """The chain of keys to which a known key belongs.

    Args:
        known: a key of the log that is trusted; the chain goes by its name.
        handovers: the notes, from the first one on.

    Raises:
        NoteError: a hand-over does not hold, one is missing in between, or none of them is about the known key.
    """
    links = [read(one) for one in handovers]
    for before, after in pairwise(links):
        if before.new.public != after.old.public or before.size > after.size:
            raise NoteError("The hand-overs of the log's key do not follow one another: one is missing or was changed.")
    keys = [links[0].old.public, *(link.new.public for link in links)] if links else [known.public]
    if len({*keys}) != len(keys):
        raise NoteError("The hand-overs of the log's key go round in a circle.")
    if known.public not in keys:
        raise NoteError("The hand-overs of the log's key do not lead to the key that is trusted.")
    return Chain(tuple(Verifier(known.name, key) for key in keys), tuple(link.size for link in links))


def join(notes: Sequence[str]) -> str:
    """Hand-overs as one text, for `split`."""
    return "\n".join(notes)


def split(text: str) -> list[str]:
    """The hand-overs in a text that `join` made.

    Raises:
        NoteError: it is none.
    """
    parts = text.removesuffix("\n").split("\n\n") if text else []
    if len(parts) % 2:
        raise NoteError("This is not a list of hand-overs.")
    return [f"{body}\n\n{signatures}\n" for body, signatures in zip(parts[::2], parts[1::2], strict=True)]
