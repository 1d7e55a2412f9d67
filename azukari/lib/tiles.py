"""Tiles: a Merkle tree cut into squares of 256 hashes that never change once they are full (C2SP tlog-tiles).

A tile of level L and index N holds the hashes of ``256**L`` leaves each, from hash number ``256 * N`` of that level on.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from azukari.lib import merkle

WIDTH = 256
HEIGHT = 8
HASH_BYTES = 32

_PATH = re.compile(r"((?:x\d{3}/)*)(\d{3})(?:\.p/([1-9]\d{0,2}))?", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Tile:
    """Which tile: its level, its index, and how many hashes it holds."""

    level: int
    index: int
    width: int = WIDTH


type Read = Callable[[Tile], bytes]
"""Gives a tile's hashes, one after the other."""


def path(index: int, width: int = WIDTH) -> str:
    """A tile's index and width as the specification writes them: 1234067 is ``x001/x234/067``."""
    groups = [f"{index % 1000:03}"]
    while index := index // 1000:
        groups.append(f"x{index % 1000:03}")
    return "/".join(reversed(groups)) + ("" if width == WIDTH else f".p/{width}")


def parse_path(text: str) -> tuple[int, int]:
    """The index and width of a path, accepting exactly what ``path`` writes.

    Raises:
        ValueError: it is no such path.
    """
    match = _PATH.fullmatch(text)
    if match:
        index = int(match[1].replace("x", "").replace("/", "") + match[2])
        width = int(match[3]) if match[3] else WIDTH
        if path(index, width) == text:
            return index, width
    raise ValueError("This is not the path of a tile.")


def of_tree(size: int) -> Iterator[Tile]:
    """Every tile of the tree over ``size`` leaves, full and partial."""
    level = 0
    while size:
        for index in range(size // WIDTH):
            yield Tile(level, index)
        if size % WIDTH:
            yield Tile(level, size // WIDTH, size % WIDTH)
        size //= WIDTH
        level += 1


def edge(size: int) -> Iterator[Tile]:
    """The partial tiles of the tree over ``size`` leaves, its right edge, lowest first."""
    level = 0
    while size:
        if size % WIDTH:
            yield Tile(level, size // WIDTH, size % WIDTH)
        size //= WIDTH
        level += 1


def split(hashes: bytes) -> list[bytes]:
    """A tile's hashes one by one.

    Raises:
        ValueError: it does not consist of whole hashes.
    """
    if len(hashes) % HASH_BYTES:
        raise ValueError("A tile consists of whole hashes.")
    return [hashes[i : i + HASH_BYTES] for i in range(0, len(hashes), HASH_BYTES)]


def subtree(size: int, read: Read) -> merkle.Subtree:
    """Complete subtrees of the tree over ``size`` leaves, for the functions of `merkle`, out of tiles.

    Each tile is read once; no tile is asked for that a tree of ``size`` does not have.
    """
    seen: dict[Tile, list[bytes]] = {}

    def find(height: int, index: int) -> bytes:
        level, within = divmod(height, HEIGHT)
        first = index << within
        number, offset = divmod(first, WIDTH)
        tile = Tile(level, number, min(WIDTH, (size >> (HEIGHT * level)) - number * WIDTH))
        if tile not in seen:
            seen[tile] = split(read(tile))
        return merkle.fold(seen[tile][offset : offset + (1 << within)])

    return find


def bundle(leaves: Iterable[bytes]) -> bytes:
    """An entry bundle: each leaf after its length in two bytes."""
    return b"".join(len(leaf).to_bytes(2) + leaf for leaf in leaves)


def unbundle(data: bytes) -> list[bytes]:
    """The leaves of an entry bundle.

    Raises:
        ValueError: it ends within a leaf.
    """
    leaves, at = [], 0
    while at < len(data):
        length = int.from_bytes(data[at : at + 2])
        leaf = data[at + 2 : at + 2 + length]
        at += 2 + length
        if at > len(data):
            raise ValueError("The bundle ends within an entry.")
        leaves.append(leaf)
    return leaves
