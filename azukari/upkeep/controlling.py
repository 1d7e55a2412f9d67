"""The worker runs every automatic control now and then, beside its other work, and keeps how they fared.

A control may walk over everything that is stored, so it has a thread of its own: mail and ledger wait for nobody.
"""

import threading
import time
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connections

from azukari.lib.control import controls, examine, read_outcomes, write_outcomes

EVERY = timedelta(hours=6)
SETTLED = timedelta(minutes=2)
"""So long after its start a worker has shown that it lives, which a control asks for."""

_begun: list[float] = []
_running: list[threading.Thread] = []


def outcomes_file() -> Path:
    """Where the worker keeps how the controls fared."""
    return Path(settings.AZUKARI.root) / "data" / "controls.json"


def run_controls(now: datetime) -> bool:
    """Begin a round, unless the last one is recent, or under way. Returns whether one began."""
    if not _begun:
        _begun.append(time.monotonic())
    last = read_outcomes(outcomes_file())
    recent = last is not None and timedelta(0) <= now - last[0] < EVERY  # one in the future says nothing
    settled = time.monotonic() - _begun[0] >= SETTLED.total_seconds()
    if not settled or recent or any(each.is_alive() for each in _running):
        return False
    _running[:] = [threading.Thread(target=_round, args=(now,), name="azukari-controls", daemon=True)]
    _running[0].start()
    return True


def _round(now: datetime) -> None:
    try:
        look(now)
    finally:
        connections.close_all()


def look(now: datetime) -> None:
    """Run all controls, and keep how they fared."""
    write_outcomes(outcomes_file(), [examine(control, now) for control in controls()], now)
