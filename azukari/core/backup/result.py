"""How the last backup and the last restore drill ended, in files of the instance that `doctor` and the console read."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

BACKUP, DRILL = "backup.json", "drill.json"
KEYS_DAYS = 30
"""For so many days bundles of keys are kept, where a backup is told nothing else."""


def remember(root: Path, name: str, told: Mapping[str, Any]) -> None:
    """Leave a result for the instance at ``root``."""
    unfinished = root / "data" / f".{name}"
    unfinished.write_text(json.dumps(told), "utf-8")
    unfinished.rename(root / "data" / name)


def remember_drill(root: Path, *, at: datetime, made: datetime | None, wrong: list[str]) -> None:
    """Leave the result of a drill, if there is an instance at ``root``.

    Args:
        made: when the backup was made that was tried; None if it did not even open.
        wrong: sentences; none if all was well.
    """
    if (root / "data").is_dir():
        told = {"at": at.isoformat(), "made": made.isoformat() if made else None, "wrong": wrong[:20]}
        remember(root, DRILL, told)


def last(root: Path, name: str) -> Mapping[str, Any] | None:
    """The last result; None if there is none."""
    try:
        found: Mapping[str, Any] = json.loads((root / "data" / name).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found
