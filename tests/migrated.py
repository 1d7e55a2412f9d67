"""Cache of the migrated test database: on SQLite a run begins with a copy of the file that the migrations made once.

Migrating takes longer than most files of tests do. The copy stands in `.cache`, under a digest of all that decides what
the migrations make; another digest, and it is made anew. What a migration does is tested where it is run for itself.
"""

import hashlib
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from django.apps import apps

from tests.kept import CACHE, ROOT


def place() -> Path:
    """Where the copy stands, or will stand once it has been made."""
    digest = hashlib.sha256(sqlite3.sqlite_version.encode())
    for file in (ROOT / "requirements.lock", *sorted((ROOT / "azukari").rglob("migrations/*.py"))):
        digest.update(f"{file.relative_to(ROOT)} {file.stat().st_size}".encode())
        digest.update(file.read_bytes())
    digest.update(" ".join(app.name for app in apps.get_app_configs()).encode())
    return CACHE / f"migrated-{digest.hexdigest()[:20]}.sqlite3"


def copy_to(database: Path) -> None:
    """Lay the copy where a run wants its database."""
    for left in ("", "-wal", "-shm"):
        database.with_name(f"{database.name}{left}").unlink(missing_ok=True)
    shutil.copyfile(place(), database)


def keep(database: Path) -> None:
    """Keep what the migrations made, in one step, and drop what older ones made."""
    kept = place()
    kept.parent.mkdir(exist_ok=True)
    half = kept.with_suffix(f".{os.getpid()}")
    with closing(sqlite3.connect(database)) as made, closing(sqlite3.connect(half)) as copy:
        made.backup(copy)
    half.replace(kept)
    for older in kept.parent.glob("migrated-*.sqlite3"):
        if older != kept:
            older.unlink(missing_ok=True)
