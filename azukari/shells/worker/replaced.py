"""Which processes were replaced because they stood still: a small file for each role, readable without a database."""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from azukari.lib.pulse import Role


@dataclass(frozen=True, slots=True)
class Replaced:
    """
    Args:
        count: how often, since the instance was made.
        at: when last.
    """

    role: Role
    count: int
    at: datetime


def _file(root: Path, role: Role) -> Path:
    return root / "data" / f"replaced-{role}.json"


def note(root: Path, role: Role, now: datetime) -> None:
    """Count one more; a full disk keeps no process from being replaced."""
    before = read(root, role)
    told = {"count": before.count + 1 if before else 1, "at": now.isoformat()}
    path = _file(root, role)
    with suppress(OSError):
        new = path.with_suffix(".new")
        new.write_text(json.dumps(told), "utf-8")
        new.replace(path)


def read(root: Path, role: Role) -> Replaced | None:
    """How often, and when last; None if never."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        found = json.loads(_file(root, role).read_text("utf-8"))
        return Replaced(role, int(found["count"]), datetime.fromisoformat(found["at"]))
    return None


def each(root: Path) -> Iterator[Replaced]:
    """Those that ever were."""
    yield from (found for role in Role if (found := read(root, role)))
