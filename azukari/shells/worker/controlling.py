"""The worker runs every control now and then, beside its other work, and keeps how they fared.

A round begins every few hours, and once soon after each start of the worker, since that is when another version of the
program, other settings or another machine may be at work. A control may walk over everything that is stored, so a round
has a thread of its own: mail and ledger wait for nobody. Whoever wants to know of a round plugs in at `on_round`.
"""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.utils.translation import gettext

from azukari.lib.control import Control, ControlResult, ControlState, controls, examine
from azukari.lib.control_outcomes import Noted, read_outcomes, version_of, write_outcomes
from azukari.lib.listeners import Listeners
from azukari.lib.version import version

EVERY = timedelta(hours=6)
SETTLED = timedelta(minutes=2)
"""So long after its start a worker has shown that it lives, which a control asks for."""

type Memory = Callable[[], Mapping[str, Noted]]

_begun: list[float] = []
_running: list[threading.Thread] = []
_looked: list[str] = []  # the version with which this process has looked
_memories: list[Memory] = []


on_round = Listeners[[Sequence[ControlResult], datetime], object]()
"""Told of every outcome of a round."""


def remembered_by(memory: Memory) -> Memory:
    """Name whoever keeps what each control said last, by its name; called when a feature is loaded."""
    _memories[:] = [memory]
    return memory


def last_known() -> Mapping[str, Noted]:
    """What each control said last, by its name: one answer for every page, paper and export."""
    return _memories[0]() if _memories else {}


@dataclass(frozen=True, slots=True)
class ControlNow:
    """A control with what is known of it at a moment.

    Args:
        noted: what it said last; None if it was never looked at.
    """

    control: Control
    noted: Noted | None
    now: datetime

    @property
    def name(self) -> str:
        return self.control.name

    @property
    def claim(self) -> str:
        """What is true while it is kept, in the reader's language."""
        return gettext(self.control.claim)

    @property
    def state(self) -> ControlState:
        return self.noted.at_time(self.now) if self.noted else ControlState.UNKNOWN

    @property
    def at(self) -> datetime | None:
        """When it was observed; None if never."""
        return self.noted.at if self.noted else None

    @property
    def was_broken(self) -> bool:
        """Whether it was broken when it was last observed, too long ago to be known still."""
        return bool(self.noted and self.noted.was_broken(self.now))


def outcomes_file() -> Path:
    """Where the worker keeps how the controls fared."""
    return Path(settings.AZUKARI.root) / "data" / "controls.json"


def run_controls(now: datetime) -> bool:
    """Begin a round, unless one is under way or recent. Returns whether one began."""
    if not _begun:
        _begun.append(time.monotonic())
    settling = timedelta(seconds=20) if settings.AZUKARI.demo else SETTLED  # its page of promises is one to look at
    settled = time.monotonic() - _begun[0] >= settling.total_seconds()
    if not settled or not is_due(now) or any(each.is_alive() for each in _running):
        return False
    _looked[:] = [version()]
    _running[:] = [threading.Thread(target=_round, args=(now,), name="azukari-controls", daemon=True)]
    _running[0].start()
    return True


def is_due(now: datetime) -> bool:
    """Whether a round is to begin: this start of the worker has seen none, another version looked, or it is time."""
    last = read_outcomes(outcomes_file())
    if not _looked or last is None or version_of(outcomes_file()) != version():
        return True
    return not timedelta(0) <= now - last[0] < EVERY  # one in the future says nothing


def _round(now: datetime) -> None:
    try:
        look(now)
    finally:
        connections.close_all()


def look(now: datetime) -> list[ControlResult]:
    """Run all controls, keep how they fared, and tell whoever listens."""
    outcomes = [examine(control, now) for control in controls()]
    write_outcomes(outcomes_file(), outcomes, now, version=version())
    on_round.tell(outcomes, now)
    return outcomes
