"""Stopping provision: what hands data to recipients registers here, so that a request reaches all of it (APPI 35(3)).

The vault knows no recipients. Whoever does (the disclosure gate) registers one function; while nobody has, nothing is
handed to anybody, and there is nothing to stop.
"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from azukari.policy.terms import Actor

type Stop = Callable[[UUID, str, Actor, datetime], int]
"""Person, purpose (blank for all), who asks, now; in the caller's transaction. Returns how many recipients are told."""

_stops: list[Stop] = []


def register(stop: Stop) -> Stop:
    """Add one; called when the package is loaded."""
    _stops.append(stop)
    return stop


def stop_provision(person: UUID, purpose: str, *, actor: Actor, now: datetime) -> int:
    """Let nothing of ``person`` go to recipients any more, and have those told who got it before.

    Returns:
        How many recipients are told.
    """
    return sum(stop(person, purpose, actor, now) for stop in _stops)
