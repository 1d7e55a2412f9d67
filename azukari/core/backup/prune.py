"""Which blocks earlier backups need: those of the newest are used again, and those that none needs go."""

from collections.abc import Mapping
from pathlib import Path

from azukari.core.backup import blocks, manifest
from azukari.core.backup.bundle import DATA, BundleError
from azukari.core.backup.manifest import Manifest, OwnKey


def newest(folder: Path, *, own: OwnKey, scratch: Path) -> Mapping[bytes, bytes]:
    """The checks of the blocks of the newest backup there is, by their names; none if there is no backup.

    Args:
        scratch: as of `bundle.read`.
    """
    for path in sorted(folder.glob(f"{DATA}-*.age"), reverse=True):
        found = _opened(path, own, scratch)
        if found:
            return {entry.name: entry.check for table in found.tables for entry in table.entries()}
    return {}


def prune(folder: Path, *, own: OwnKey, scratch: Path) -> tuple[int, int]:
    """Remove blocks that no bundle of data lists, and what was left by backups that were broken off.

    Returns:
        how many blocks went, and how many bundles cannot be asked what they need: while there are any, none goes.
    """
    superfluous = dict(blocks.present(folder))
    foreign = 0
    for path in folder.glob(f"{DATA}-*.age"):
        found = _opened(path, own, scratch)
        if found is None:
            foreign += 1
            continue
        for name in found.names():
            superfluous.pop(name, None)
    if foreign:
        return 0, foreign
    for path in superfluous.values():
        path.unlink()
    return len(superfluous), 0


def _opened(path: Path, own: OwnKey, scratch: Path) -> Manifest | None:
    try:
        return manifest.read(path, own=own, identity=own.identity, scratch=scratch)
    except BundleError:
        return None
