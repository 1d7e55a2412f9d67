"""The worker looks through the database now and then and keeps what it found; here it is said in words.

Nobody notices a damaged page until it is read, and then every part of the program that reads it fails on its own. So
the outcome lies in a file, with the last time at which all was sound: a backup from before that can be trusted.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError

from azukari.backup.result import BACKUP, last, remember
from azukari.database import integrity
from azukari.lib.control import Findings

OUTCOME = "integrity.json"
EVERY = timedelta(hours=6)
_STALE = timedelta(hours=25)


def look(now: datetime) -> Mapping[str, Any]:
    """Look through the database, and keep what was found.

    Returns:
        ``at``, ``damaged`` (in how many places), ``blind`` (nobody can tell), and ``sound`` (when it last was).

    Raises:
        DatabaseError: the database cannot be reached.
    """
    found, before = integrity.look(), kept()
    sound = before.get("sound") if found.damaged else now.isoformat()
    told = {"at": now.isoformat(), "damaged": found.damaged, "blind": found.blind, "sound": sound}
    remember(Path(settings.AZUKARI.root), OUTCOME, told)
    return told


def kept() -> Mapping[str, Any]:
    """What was found last; nothing, if nobody has looked."""
    return last(Path(settings.AZUKARI.root), OUTCOME) or {}


def is_damaged() -> bool:
    """Whether the database was damaged when it was last looked through. No query."""
    return bool(kept().get("damaged"))


def findings(now: datetime) -> Findings:
    """What a control says. It looks itself where the worker has not for a day, or found damage, which may be mended."""
    told = kept()
    stale = not told or not timedelta(0) <= now - datetime.fromisoformat(told["at"]) < _STALE
    if stale or told["damaged"]:
        told = look(now)
    if told["damaged"]:
        yield _damaged(told)
    elif told["blind"]:
        yield (
            "PostgreSQL cannot tell whether what it stores is sound. Stop it and run pg_checksums --enable on its"
            " folder, or as its superuser, in this database: CREATE EXTENSION amcheck; GRANT EXECUTE ON ALL FUNCTIONS"
            " IN SCHEMA public TO the user of Azukari."
        )


def explain(error: Exception) -> str:
    """What to say of a control that could not run because the database is damaged; ``""`` for another reason."""
    if not isinstance(error, DatabaseError) or not integrity.is_damage(error):
        return ""
    return "This could not be looked at, since the database is damaged. The control integrity says what to do."


def _damaged(told: Mapping[str, Any]) -> str:
    places = f"in {told['damaged']} places or more" if told["damaged"] > 1 else "in at least one place"
    since = f"It was last sound at {_said(told['sound'])}." if told["sound"] else "It was never seen sound."
    return (
        f"The database is damaged {places}: what lies there cannot be read, and more may get lost. {since} Stop"
        f" Azukari, keep a copy of the folder {settings.AZUKARI.root}, and look at the disk. {_backup(told['sound'])}"
    )


def _backup(sound: str | None) -> str:
    made = last(Path(settings.AZUKARI.root), BACKUP)
    if made is None:
        return "No backup was ever made here; what can be saved, the database's own tools may (sqlite3 FILE .recover)."
    named = f"the backup of {_said(made['at'])}" + (f" ({made['data']})" if made.get("data") else "")
    how = (
        f"with the newest bundle of keys, and --removals {settings.AZUKARI.root}/removals, into a new folder (azukari"
        " restore --help)."
    )
    if sound and datetime.fromisoformat(made["at"]) <= datetime.fromisoformat(sound):
        return f"Then restore {named} {how}"
    return (
        f"Then restore {named} {how} It was made after the database was last seen sound, so try it with --drill first;"
        " if that fails, take the one before."
    )


def _said(at: str) -> str:
    return f"{datetime.fromisoformat(at):%Y-%m-%d %H:%M} UTC"
