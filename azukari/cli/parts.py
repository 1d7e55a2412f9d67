"""The parts of an instance's folder, and which of them are missing: said before Django is set up, since it needs some.

A folder in which anything of an instance lies is one. What is missing in it was lost, and is brought back; it is never
made anew, since new keys open nothing of what is stored.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from azukari.lib.instance import KEY_NAMES, Instance, load

UNFINISHED = ".being-made"
"""A file that is there while `init` makes the folder: what is missing then has never been."""

_SIGNS = ("azukari.toml", "policy.yaml", "data/*", "keys/*", "outbox/*", "removals/*")
_OF_LIFE = ("data/*.json", "removals/*.jsonl", "outbox/*", "keys/signed/*")
_KEYS = "azukari restore --keys-only --keys keys-....age --identity FILE --dir {root}"
_ALL = "azukari restore --data data-....age --keys keys-....age --identity FILE --removals {root}/removals --dir NEW"


@dataclass(frozen=True, slots=True)
class Missing:
    """
    Args:
        settings: whether the file of settings is missing.
        keys: the keys that every instance has and that are not here.
        database: the file of the database, if there was one and it is gone.
    """

    root: Path
    settings: bool = False
    keys: tuple[str, ...] = ()
    database: Path | None = None

    def __bool__(self) -> bool:
        return self.settings or bool(self.keys) or self.database is not None

    @property
    def is_fatal(self) -> bool:
        """Whether nothing can be read of the instance at all."""
        return self.settings or "secret" in self.keys

    @property
    def sentence(self) -> str:
        """What is missing, and what brings it back."""
        lost = [f"The settings {self.root / 'azukari.toml'} are missing."] if self.settings else []
        if self.keys:
            names, are = ", ".join(self.keys), "keys {} are" if len(self.keys) > 1 else "key {} is"
            lost.append(f"The {are.format(names)} missing in {self.root / 'keys'}.")
            lost += self._elsewhere()
        if lost:
            lost.append(f"Bring back what is missing from the newest bundle of keys: {_KEYS.format(root=self.root)}")
        if self.database is not None:
            lost.append(f"The database {self.database} is missing. {restore_all(self.root)}")
        return " ".join(lost)

    def _elsewhere(self) -> list[str]:
        """What to do where the folder of keys is a link to a place that is not there."""
        folder = self.root / "keys"
        if not folder.is_symlink() or folder.exists():
            return []
        return [f"That folder leads to {folder.readlink()}, which is not there: if it is a disk of its own, mount it."]


def restore_all(root: Path) -> str:
    """How to bring a database back."""
    return f"Put it back, or restore the newest backup: {whole(root)}"


def whole(root: Path) -> str:
    """The command that makes an instance anew from a backup of data and keys."""
    return _ALL.format(root=root)


def is_any(root: Path) -> bool:
    """Whether anything of an instance lies in that folder."""
    return any(next(root.glob(sign), None) for sign in _SIGNS)


def has_lived(root: Path) -> bool:
    """Whether an instance has been at work in that folder, so that it had a database."""
    return any(next(root.glob(sign), None) for sign in _OF_LIFE)


def missing(root: Path) -> Missing:
    """What is missing of the instance in that folder; nothing where there is none.

    Raises:
        InstanceError: its settings cannot be read.
    """
    if not is_any(root) or (root / UNFINISHED).exists():
        return Missing(root)
    has_settings, held = (root / "azukari.toml").exists(), Instance(root).versions
    keys = tuple(name for name in KEY_NAMES if not held(name.partition("-")[0]))
    return Missing(root, not has_settings, keys, _database(root) if has_settings else None)


def _database(root: Path) -> Path | None:
    """The file of the database, if it is gone or empty."""
    instance = load(root)
    if os.environ.get("AZUKARI_DATABASE") or instance.database or not has_lived(root):
        return None
    there = instance.sqlite.exists() and instance.sqlite.stat().st_size
    return None if there else instance.sqlite
