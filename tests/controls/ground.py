"""Ground of the controls' tests: an instance whose world can be changed, and a way to blind every control at once."""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.utils import translation

from azukari.features.audits import advisories, checks_outside
from azukari.lib import certificate
from azukari.shells.worker.finding_words import translated

type Steps = Iterator[None]
"""How a control is broken: up to the first ``yield`` the ground is laid on which it is kept, up to the second it is
broken, and to the end it is mended."""


@dataclass
class World:
    """What a case may change; all of it goes back after the test."""

    patch: pytest.MonkeyPatch
    now: datetime

    @property
    def root(self) -> Path:
        return Path(settings.AZUKARI.root)

    def set(self, **changed: Any) -> None:
        """Change settings of the instance."""
        self.patch.setattr(settings, "AZUKARI", replace(settings.AZUKARI, **changed))

    def later(self, **ago: float) -> None:
        """Let time go by."""
        self.now += timedelta(**ago)


CASES: dict[str, Callable[[World], Steps]] = {}


def breaks(control: str) -> Callable[[Callable[[World], Steps]], Callable[[World], Steps]]:
    """Register how a control is broken."""

    def take(steps: Callable[[World], Steps]) -> Callable[[World], Steps]:
        assert control not in CASES, control
        CASES[control] = steps
        return steps

    return take


_WORDS = re.compile(r"\b(?!azukari )[A-Z]?[a-z']+,?(?: [A-Z]?[a-z']+,?){3,}")
"""Four English words in a row that are no command."""


def left_in_english(texts: Iterable[str]) -> list[str]:
    """Those that a reader of Japanese would still get in English, wholly or in part."""
    with translation.override("ja"):
        told = {text: translated(text) for text in texts}
    return [text for text, words in told.items() if words == text or _WORDS.search(words)]


def fails(error: Exception) -> Callable[..., Any]:
    """A function that does nothing but raise this."""

    def run(*_args: object, **_more: object) -> Any:
        raise error

    return run


class _Gone:
    """Settings and folder of an instance that cannot be read."""

    def __getattr__(self, name: str) -> Any:
        raise OSError("the disk does not answer")


@contextmanager
def blinded() -> Iterator[None]:
    """No database, no folder of the instance, no network: whatever a control looks at is out of its sight."""
    gone = OperationalError("no connection")
    with pytest.MonkeyPatch.context() as patch, connection.execute_wrapper(fails(gone)):
        patch.setattr(settings, "AZUKARI", _Gone())
        patch.setattr(certificate, "connect", fails(OSError()))
        patch.setattr(checks_outside, "Dns", fails(OSError()))
        patch.setattr(advisories, "exchange", fails(OSError()))
        yield


def by_hand(table: str, sql: str, *values: Any) -> None:
    """Change a table with its triggers out of the way, as somebody does who has the database in their hands."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
            triggers = cursor.fetchall()
            for name, _made in triggers:
                cursor.execute(f'DROP TRIGGER "{name}"')
            cursor.execute(sql, values)
            for _name, made in triggers:
                cursor.execute(made)
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what waits for the end of the transaction bars the next
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(sql, values)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
