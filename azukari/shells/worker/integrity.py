"""The worker looks through the database now and then and keeps what it found; here it is said in words.

Nobody notices a damaged page until it is read, and then every part of the program that reads it fails on its own. So
the outcome lies in a file, with the last time at which all was sound: a backup from before that can be trusted.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError

from azukari.core.backup.result import BACKUP, last, remember
from azukari.core.database import integrity
from azukari.lib.control import Findings
from azukari.shells.worker import damage_words as words

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
        yield " ".join(
            (
                words.DAMAGED_PLACES(count=told["damaged"]) if told["damaged"] > 1 else words.DAMAGED(),
                words.LAST_SOUND(at=_said(told["sound"])) if told["sound"] else words.NEVER_SOUND(),
                words.STOP(folder=settings.AZUKARI.root),
                *_backup(told["sound"]),
            )
        )
    elif told["blind"]:
        yield words.BLIND()


def explain(error: Exception) -> str:
    """What to say of a control that could not run because the database is damaged; ``""`` for another reason."""
    if not isinstance(error, DatabaseError) or not integrity.is_damage(error):
        return ""
    return words.NOT_LOOKED()


def _backup(sound: str | None) -> Iterator[str]:
    made = last(Path(settings.AZUKARI.root), BACKUP)
    if made is None:
        yield words.NO_BACKUP()
        return
    removals = f"{settings.AZUKARI.root}/removals"
    if made.get("data"):
        yield words.RESTORE_FILE(at=_said(made["at"]), file=made["data"], folder=removals)
    else:
        yield words.RESTORE(at=_said(made["at"]), folder=removals)
    if not sound or datetime.fromisoformat(made["at"]) > datetime.fromisoformat(sound):
        yield words.AFTER()


def _said(at: str) -> str:
    return f"{datetime.fromisoformat(at):%Y-%m-%d %H:%M} UTC"
