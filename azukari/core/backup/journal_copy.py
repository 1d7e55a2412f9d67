"""Copying the journal of removals to another folder while it grows, so that the copy is whole whenever it is looked at.

What the journal says of itself is taken before its lines and put in place after them. Lines are added at the end alone,
so a copy has at least as many as it says; one that is broken off leaves the copy before it valid.
"""

import os
import shutil
import tempfile
from pathlib import Path

from azukari.core.backup import journal_head
from azukari.core.backup.journal_head import Head
from azukari.core.backup.removals import files
from azukari.lib import private_file

_TRIES = 3  # what is too old may have been taken out in between


class NotCopied(Exception):
    """The journal was not copied; the message is a sentence that says why, and what to do."""


def copy(source: Path, target: Path) -> Head:
    """Copy the journal in ``source``, and have it on disk in ``target``.

    Args:
        target: a folder for this copy alone; made if it is not there.

    Returns:
        what the copy says of itself.

    Raises:
        NotCopied: there is no journal, or ``target`` has another instance's or a newer one.
        OSError: it cannot be read or written.
    """
    if target.resolve().is_relative_to(source.resolve()):
        raise NotCopied(f"{target} is the journal itself. Name a folder on another disk or machine.")
    if journal_head.read(source) is None:
        raise NotCopied(f"There is no journal in {source} yet. The worker writes it within seconds.")
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    for _ in range(_TRIES):
        with tempfile.TemporaryDirectory(prefix=".unfinished-", dir=target) as name:
            taken = Path(name)
            _take(source, taken)
            head = journal_head.read(taken)
            if head is None or journal_head.size(taken) < head.size:
                continue
            _refuse_another(target, head)
            _put(taken, target)
            return head
    raise NotCopied(f"The journal in {source} lacks lines. Run: azukari doctor")


def _take(source: Path, taken: Path) -> None:
    for path in (source / journal_head.NAME, *files(source)):  # in this order
        with path.open("rb") as told, private_file.create(taken / path.name) as copied:
            shutil.copyfileobj(told, copied)
            copied.flush()
            os.fsync(copied.fileno())


def _refuse_another(target: Path, head: Head) -> None:
    there = journal_head.read(target)
    if there and there.instance and there.instance != head.instance:
        raise NotCopied(f"{target} has the journal of another instance. Name another folder.")
    if there and there.number > head.number:
        raise NotCopied(
            f"The journal in {target} is newer than this instance's, which was set back. Keep it, and run:"
            " azukari doctor"
        )


def _put(taken: Path, target: Path) -> None:
    months = files(taken)
    for path in months:
        path.rename(target / path.name)
    private_file.settle(target)
    (taken / journal_head.NAME).rename(target / journal_head.NAME)
    for old in {*files(target)} - {target / path.name for path in months}:
        old.unlink()
    private_file.settle(target)
