"""Where the rows of a table are cut into blocks: after rows that chance marks by their keys, never by their number.

A row that comes or goes in between moves no other border, so it changes one block, whether keys ascend or are random.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

TARGET = 32 * 1024
"""About how many bytes of rows a block has; one row of more has one of its own. None has many times as much."""

_encode = msgspec.msgpack.Encoder(uuid_format="bytes").encode


@dataclass(frozen=True, slots=True)
class Piece:
    """Rows that go into one block, packed; ``rows`` is how many."""

    content: bytes
    rows: int


def cut(rows: Iterable[Sequence[Any]], *, by: Sequence[int], key: bytes) -> Iterator[Piece]:
    """Pack rows and cut them.

    Args:
        by: where in a row its primary key is.
        key: makes the borders of one instance its own, so that sizes of blocks tell nothing.
    """
    is_last = _borders(by, key)
    packed: list[msgspec.Raw] = []
    for row in rows:
        one = _encode(row)
        packed.append(msgspec.Raw(one))
        if is_last(row, len(one)):
            yield Piece(_encode(packed), len(packed))
            packed = []
    if packed:
        yield Piece(_encode(packed), len(packed))


def _borders(by: Sequence[int], key: bytes) -> Callable[[Sequence[Any], int], bool]:
    """The longer a row, the likelier a border after it: blocks are of one size whatever the table."""
    scale = 2**32 / TARGET
    blake = hashlib.blake2b

    def is_last(row: Sequence[Any], size: int) -> bool:
        chance = blake(_encode([row[at] for at in by]), digest_size=4, key=key).digest()
        return int.from_bytes(chance) < size * scale

    return is_last


_decode = msgspec.msgpack.Decoder(list[list[Any]]).decode


def unpack(content: bytes) -> list[list[Any]]:
    """The rows of a `Piece`; a UUID comes out as its 16 bytes."""
    return _decode(content)
