"""The last signed tree head, kept as a file beside the keys, so that an older database is noticed.

A database that was set back to an earlier day is whole and sound in itself. Each time the ledger signs a checkpoint the
signed note is also written to ``keys/signed/checkpoint``, after the transaction: the file is never ahead of a database
to which nothing happened. A database that does not hold what the file says was set back, or another one.

The folder is one of its own, since everything that looks for keys goes by the time of change of ``keys``.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import transaction

from azukari.core.ledger import outside, tree
from azukari.core.ledger.models import Checkpoint
from azukari.core.ledger.report import Discrepancy
from azukari.lib import private_file, signed_note

FOLDER, NAME = "signed", "checkpoint"


class SetBack(Exception):
    """The database lacks the last signed tree head, so nothing may be signed over it."""


def path() -> Path:
    """Where the file lies."""
    found: Path = settings.AZUKARI.keys / FOLDER / NAME
    return found


def kept() -> str | None:
    """The last signed checkpoint as a note; None before the first one, and in an instance of an older version."""
    try:
        return path().read_text("utf-8")
    except FileNotFoundError:
        return None


def keep_after_commit(note: str) -> None:
    """Write the file once the transaction is on disk, unless another process has written a later one meanwhile."""
    transaction.on_commit(lambda: _keep(note))


def _keep(note: str) -> None:
    with _alone() as folder:
        before = kept()
        if before is not None and size_of(before) > size_of(note):
            return
        unfinished = folder / f".{NAME}"
        with private_file.write(unfinished) as file:
            file.write(note.encode())
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(folder / NAME)
        private_file.settle(folder)


def discrepancy() -> Discrepancy | None:
    """How the database differs from the last signed head; None if it holds it. A few queries, however large it is."""
    note = kept()
    try:
        return outside.contains(note, str(path())) if note is not None else None
    except tree.Missing:
        return Discrepancy("outside-root", str(size_of(note or "")))


def newest_is_ours() -> bool:
    """Whether this ledger's keys signed the newest checkpoint that the database has, if it has one.

    Raises:
        InstanceError: the file of the key in effect is missing or damaged.
    """
    newest = Checkpoint.objects.order_by("-size").first()
    return newest is None or outside.checkpoint(newest.note.encode()) is not None


def refuse_set_back() -> None:
    """Pass if the checkpoint in the file stands in the database as it was signed. One query, by the primary key.

    Raises:
        SetBack: it does not.
    """
    note = kept()
    if note is None:
        return
    found = Checkpoint.objects.filter(size=size_of(note)).values_list("note", flat=True).first()
    if found != note:
        raise SetBack("The database is older than the last tree head that was signed. Run: azukari doctor")


def set_aside() -> Path | None:
    """Somebody has accepted that the database lacks the head: keep it under another name, as evidence.

    Returns:
        where it lies now; None if there was none.
    """
    note = kept()
    if note is None:
        return None
    with _alone() as folder:
        target = folder / f"set-aside-{size_of(note)}"
        path().replace(target)
        private_file.settle(folder)
    return target


def size_of(note: str) -> int:
    """How many entries a note says that the ledger had; 0 if it is no checkpoint."""
    try:
        return signed_note.checkpoint(note.rpartition("\n\n")[0] + "\n").size
    except signed_note.NoteError:
        return 0


@contextmanager
def _alone() -> Iterator[Path]:
    """The folder, with no other process writing in it."""
    folder = path().parent
    folder.mkdir(mode=0o700, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield folder
    finally:
        os.close(handle)
