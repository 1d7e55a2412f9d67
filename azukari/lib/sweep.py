"""Sweeps: everything that is kept for a time has one, which tells what is due to go, and lets it go (law 4).

A package registers a sweep for each sort of thing that it keeps. The worker runs them as they come round; a person can
ask what will be due on any day to come, and nothing is changed by asking.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from azukari.lib.failure import report

_log = logging.getLogger("azukari.sweep")


@dataclass(frozen=True, slots=True)
class Going:
    """Something that is due to go.

    Args:
        holder: who keeps it.
        what: the sort, as a slug.
        purpose: for which it was kept; blank where it served none of the policy's.
        clause: where the time for which it is kept stands, in the policy or in the program.
        count: how many.
        references: identifiers, never values; at most a hundred.
    """

    holder: str
    what: str
    purpose: str
    clause: str
    count: int
    references: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Sweep:
    """
    Args:
        name: short and stable.
        due: what is due at a moment, which may lie ahead; changes nothing.
        run: lets go of it; returns how many.
    """

    name: str
    due: Callable[[datetime], Iterable[Going]]
    run: Callable[[datetime], int]


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep did. ``error`` names the kind of error that stopped it."""

    name: str
    count: int
    error: str = ""


_sweeps: dict[str, Sweep] = {}


def register(sweep: Sweep) -> None:
    """Add a sweep; a second one of the same name takes the first one's place."""
    _sweeps[sweep.name] = sweep


def sweeps() -> tuple[Sweep, ...]:
    """All sweeps, in the order of their registration."""
    return tuple(_sweeps.values())


def all_due(as_of: datetime) -> list[Going]:
    """Everything that is due at that moment."""
    return [going for sweep in sweeps() for going in sweep.due(as_of) if going.count]


def run_all(now: datetime) -> list[Swept]:
    """Run every sweep. One that fails is told, and the others go on."""
    swept = []
    for sweep in sweeps():
        try:
            swept.append(Swept(sweep.name, sweep.run(now)))
        except Exception as error:  # whatever it is, it is counted and told
            report(error, what=f"The sweep {sweep.name} failed", log=_log)
            swept.append(Swept(sweep.name, 0, type(error).__name__))
    return swept
