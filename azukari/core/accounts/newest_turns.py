"""The newest turn of each staff account, kept as a file outside the database, so that an account that was put back is
noticed.

An account's row that is put back whole, with its password, its duties and its second factors of an earlier day, has a
good proof of its own, an older one. Each change of an account has a number, which is proven, and the highest is written
here after the transaction: the file is never ahead of a database to which nothing happened.
"""

import fcntl
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction

from azukari.lib import private_file

_NAME = "accounts.json"


def newest_turns() -> Mapping[UUID, int]:
    """The highest turn of each account, by its reference. No query."""
    try:
        return {UUID(id): int(turn) for id, turn in json.loads(_path().read_text("ascii")).items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def keep_after_commit(reference: UUID, turn: int) -> None:
    """Write down that an account has come to this turn, once the transaction is on disk."""
    transaction.on_commit(partial(_keep, reference, turn), robust=True)


def _keep(reference: UUID, turn: int) -> None:
    with suppress(OSError), private_file.append(_path().with_suffix(".lock")) as lock:  # the control of the disk tells
        fcntl.flock(lock, fcntl.LOCK_EX)
        turns = dict(newest_turns())
        if turns.get(reference, 0) >= turn:
            return
        told = {str(id): known for id, known in {**turns, reference: turn}.items()}
        new = _path().with_suffix(".new")
        with private_file.write(new) as file:
            file.write(json.dumps(told).encode("ascii"))
            file.flush()
            os.fsync(file.fileno())
        new.replace(_path())


def _path() -> Path:
    return Path(settings.AZUKARI.root) / "data" / _NAME
