"""Bringing back what a living instance lacks of its keys and settings, out of a bundle of keys.

Nothing that is there is replaced, and the database is left alone: whoever is gone from it stays gone.
"""

import os
from pathlib import Path

from azukari.backup import bundle
from azukari.backup.bundle import KEYS
from azukari.lib import private_file
from azukari.lib.instance import Instance, put_beside_keys, remove_beside_keys

NOTE = ".brought-back"
"""A file of the instance that names the keys which a restore has just brought back."""


def bring_back(path: Path, *, identity: str, root: Path) -> None:
    """Write key files and settings of the bundle at ``path`` that the instance at ``root`` lacks.

    Args:
        identity: the operator's age secret key.

    Raises:
        BundleError: the bundle does not open, or is none of keys; or there is no instance.
    """
    if not root.is_dir() or not any(root.iterdir()):
        raise bundle.BundleError(f"There is no instance at {root} whose keys could be brought back. See: --data")
    frames = bundle.read(path, identity=identity, scratch=root)
    bundle.fits(next(frames, {}), KEYS)
    for part in ("data", "keys", "outbox"):
        (root / part).mkdir(mode=0o700, exist_ok=True)
    brought = []
    for frame in frames:
        if "file" in frame:
            target = root / "keys" / Path(frame["file"]).name
            if not target.exists():
                put_beside_keys(target, frame["content"].decode("ascii"))
                os.utime(target, (frame["made"], frame["made"]))  # a key is as old as it was
                brought.append(target.name)
        elif "settings" in frame:
            target = root / Path(frame["settings"]).name
            if not target.exists():
                with private_file.create(target) as file:
                    file.write(frame["content"])
                brought.append(target.name)
    (root / NOTE).write_text("\n".join(brought), "utf-8")


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
    newest = max(instance.versions(stem), default=1)
    older = [version for version in instance.versions(stem) if version not in needed and version != newest]
    gone = [path for version in older if (path := instance.key_file(stem, version)).name in names]
    for path in gone:
        remove_beside_keys(path)
    return [path.name for path in gone]
