"""The public ledger as a folder of files, laid out as it is served, for any web server and any verifier."""

from pathlib import Path

from azukari.core.ledger import tree
from azukari.lib import key_handover, tiles


def export(folder: Path) -> int:
    """Write checkpoint, hand-overs of the key, tiles and entry bundles below ``folder``. Full tiles that are there
    already are left alone.

    Returns:
        The size of the tree that was written; 0 if nothing is shown yet.
    """
    signed = tree.shown()
    if signed is None:
        return 0
    size = tree.opened(signed).checkpoint.size
    for tile in tiles.of_tree(size):
        path = tiles.path(tile.index, tile.width)
        _write(folder / "tile" / str(tile.level) / path, tile, tree.read)
        if tile.level == 0:
            _write(folder / "tile" / "entries" / path, tile, _bundle)
    if handovers := tree.handovers():
        (folder / "handovers").write_text(key_handover.join(handovers), "utf-8")
    (folder / "checkpoint").write_text(signed, "utf-8")  # last: it promises the rest
    return size


def _bundle(tile: tiles.Tile) -> bytes:
    first = tile.index * tiles.WIDTH
    return tiles.bundle(tree.leaves(first, first + tile.width))


def _write(path: Path, tile: tiles.Tile, make: tiles.Read) -> None:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(make(tile))
