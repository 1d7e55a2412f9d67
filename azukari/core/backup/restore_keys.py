"""Bringing back what a living instance lacks of its keys and settings, out of a bundle of keys.

Nothing that is there is replaced, and the database is left alone: whoever is gone from it stays gone. The key of an
epoch that is over is not written: the database has to name its epoch (`bring_epochs`).
"""

import os
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any

from azukari.core.backup import bundle
from azukari.core.backup.bundle import KEYS
from azukari.core.vault.first_epoch import EPOCH
from azukari.lib import private_file
from azukari.lib.instance import Instance, put_beside_keys, remove_beside_keys

type _Frames = Iterator[dict[str, Any]]

NOTE = ".brought-back"
"""A file of the instance that names the keys which a restore has just brought back."""


def bring_back(path: Path, *, identity: str, root: Path) -> None:
    """Write key files and settings of the bundle at ``path`` that the instance at ``root`` lacks, without those of
    epochs.

    Args:
        identity: the operator's age secret key.

    Raises:
        BundleError: the bundle does not open, or is none of keys; or there is no instance.
    """
    if not root.is_dir() or not any(root.iterdir()):
        raise bundle.BundleError(f"There is no instance at {root} whose keys could be brought back. See: --data")
    frames = _frames(path, identity=identity, root=root)
    for part in ("data", "keys", "outbox"):
        (root / part).mkdir(mode=0o700, exist_ok=True)
    brought = []
    for frame in frames:
        if "file" in frame:
            if not frame["file"].startswith(f"{EPOCH}-"):
                brought += _put(frame, root / "keys")
        elif "settings" in frame:
            target = root / Path(frame["settings"]).name
            if not target.exists():
                with private_file.create(target) as file:
                    file.write(frame["content"])
                brought.append(target.name)
    (root / NOTE).write_text("\n".join(brought), "utf-8")


def bring_epochs(path: Path, *, identity: str, instance: Instance, named: AbstractSet[int]) -> list[str]:
    """Write the keys of epochs that the instance lacks and the database names, out of the bundle at ``path``.

    Args:
        identity: the operator's age secret key.
        named: the epochs that the database has.

    Returns:
        the names of those that were written.

    Raises:
        BundleError: the bundle does not open, or is none of keys.
    """
    wanted = {instance.key_file(EPOCH, number).name for number in named}
    found: list[str] = []
    for frame in _frames(path, identity=identity, root=instance.root):
        if "file" in frame and frame["file"] in wanted:
            found += _put(frame, instance.keys)
    return found


def _frames(path: Path, *, identity: str, root: Path) -> _Frames:
    frames = bundle.read(path, identity=identity, scratch=root)
    bundle.fits(next(frames, {}), KEYS)
    return frames


def _put(frame: dict[str, Any], keys: Path) -> list[str]:
    """Write one key file, unless it is there; returns its name if it was written."""
    target = keys / Path(frame["file"]).name
    if target.exists():
        return []
    put_beside_keys(target, frame["content"].decode("ascii"))
    os.utime(target, (frame["made"], frame["made"]))  # a key is as old as it was
    return [target.name]


def brought(root: Path) -> list[str]:
    """The names of what the last restore brought back; asked once."""
    names = (root / NOTE).read_text("utf-8").split()
    (root / NOTE).unlink()
    return names


def drop_unneeded(instance: Instance, names: list[str], *, stem: str, needed: frozenset[int]) -> list[str]:
    """Remove what was brought back of a key that was rotated since the bundle: an older version that nothing needs.

    Args:
        stem: which key: ``master`` or ``index``.
        needed: the versions that something stored needs.

    Returns:
        the names of those that went.
    """
    newest = max({*instance.versions(stem), *needed}, default=1)
    older = [version for version in instance.versions(stem) if version not in needed and version != newest]
    gone = [path for version in older if (path := instance.key_file(stem, version)).name in names]
    for path in gone:
        remove_beside_keys(path)
    return [path.name for path in gone]
