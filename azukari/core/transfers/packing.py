"""Packing of a sealed file: a slice may hand its transfers over as the files that their recipient works with.

Otherwise a file is lines of JSON (`disclosure.content`). Whatever is made here is made in memory and sealed from there:
nothing of it lies open on a disk. The lines are among it, since instructions to come name the people in them.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from azukari.core.transfers.models import Transfer
from azukari.lib.listeners import Listeners


@dataclass(frozen=True, slots=True)
class Packer:
    """How transfers of one sort are packed.

    Args:
        pack: the whole file out of the lines of JSON.
        suffix: what its name ends in, before ``.age``.
    """

    pack: Callable[[Transfer, Sequence[bytes], datetime], bytes]
    suffix: str


on_packing = Listeners[[Transfer], Packer | None]()
"""Lets a slice pack transfers: who packs this one; None if it is none of the listener's. Cheap, and changes nothing."""


def _packer(transfer: Transfer) -> Packer | None:
    return next(filter(None, on_packing.answers(transfer)), None)


def suffix(transfer: Transfer) -> str:
    """What the name of its file ends in, before ``.age``."""
    packer = _packer(transfer)
    return packer.suffix if packer else ""


def packed(transfer: Transfer, pieces: Iterable[bytes], now: datetime) -> Iterator[bytes]:
    """What is sealed: the pieces as they are, or as whoever claims the transfer packs them."""
    packer = _packer(transfer)
    if packer is None:
        yield from pieces
    else:
        lines = [line for piece in pieces for line in piece.splitlines(keepends=True)]
        yield packer.pack(transfer, lines, now)
