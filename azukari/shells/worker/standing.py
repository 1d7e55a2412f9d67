"""Whether this instance may serve: its keys are here and open the newest data, and its database was not set back.

Asked at each start, of everything (`findings`); while a process runs, of what can change under it (`current`): key
files that went, a database that was put back. Where something is wrong nothing is taken in, shown, sent or erased until
somebody has brought back what is missing.
"""

import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError

from azukari.core.backup import key_trial, removals
from azukari.core.ledger import kept_head, tree
from azukari.core.vault.key_trial import read_again
from azukari.lib.control import Findings
from azukari.lib.failure import chain
from azukari.lib.instance import InstanceError
from azukari.lib.verb import KEYS, SET_BACK
from azukari.shells.worker import standing_words as words

_EVERY = 10.0  # seconds between two looks of one process


@dataclass(frozen=True, slots=True)
class Standing:
    """
    Args:
        word: ``keys`` or ``set-back``; ``""`` if all is well.
        findings: what is wrong and what to do, in sentences.
    """

    word: str = ""
    findings: tuple[str, ...] = ()

    @property
    def is_well(self) -> bool:
        return not self.word


def findings() -> Standing:
    """Look at everything: the keys by samples of all that they open, and the age of the database.

    Raises:
        DatabaseError: the database cannot be asked.
    """
    return _keys([*key_trial.findings()]) or _age() or Standing()


def set_back(now: datetime) -> Findings:  # noqa: ARG001 - every control gets the time
    """What a control says of the age of the database."""
    yield from _lacking()


def _keys(said: list[str]) -> Standing | None:
    return Standing(KEYS, (*said, key_trial.BRING_BACK())) if said else None


def _age() -> Standing | None:
    said = tuple(_lacking())
    return Standing(SET_BACK, said) if said else None


def _lacking() -> Iterator[str]:
    """What the database lacks that it once had: entries that were signed, removals that the journal tells of."""
    found, folder = [], settings.AZUKARI.root / "removals"
    differs = kept_head.discrepancy()
    if differs is not None:
        here, signed = tree.size(), kept_head.size_of(kept_head.kept() or "")
        if not signed:
            found.append(words.DAMAGED_HEAD(path=kept_head.path()))
        elif here < signed:
            found.append(words.FEWER_ENTRIES(here=here, signed=signed))
        else:
            found.append(words.OTHER_ENTRIES(signed=signed))
    if removals.lacking():
        found.append(words.FEWER_REMOVALS(folder=folder))
    if found:
        yield " ".join((*found, words.BACK_AGAIN(), words.WHAT_TO_DO(folder=folder)))


class _Watch:
    """What one process knows, and when it looks again."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.known, self._again, self._folder = Standing(), 0.0, 0

    def look(self) -> Standing:
        """Look again, unless that was a moment ago. A database that cannot be asked changes nothing."""
        with self._lock:
            if time.monotonic() >= self._again:
                try:
                    self.known = self._look()
                except DatabaseError:
                    return self.known
                self._again = time.monotonic() + _EVERY
            return self.known

    def _look(self) -> Standing:
        said = [*key_trial.missing()]
        changed = _changed()
        if changed != self._folder:
            self._folder = changed
            read_again()  # another file may lie under the name
        return _keys(said or [*key_trial.newest()]) or _age() or Standing()


def _changed() -> int:
    try:
        return os.stat(settings.AZUKARI.keys).st_mtime_ns  # noqa: PTH116
    except OSError:
        return 0


_watch = _Watch()


def look() -> Standing:
    """How this instance stands, looked at once in ten seconds at most. A handful of queries."""
    try:
        return _watch.look()
    except (InstanceError, OSError) as error:
        return Standing(KEYS, (str(error) if isinstance(error, InstanceError) else key_trial.BRING_BACK(),))


def known() -> Standing:
    """What this process saw last. No query."""
    return _watch.known


def is_about_keys(error: BaseException | None) -> bool:
    """Whether this error, or one that led to it, says that a key is missing or does not open."""
    folder = str(settings.AZUKARI.keys)
    for one in chain(error):
        if isinstance(one, InstanceError) or (isinstance(one, OSError) and str(one.filename or "").startswith(folder)):
            return True
    return False


def forget() -> None:
    """Look anew at the next question."""
    _watch.__init__()  # type: ignore[misc]
