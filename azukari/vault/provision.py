"""Stopping provision: what hands data to recipients registers here, so that a request reaches all of it (APPI 35(3)).

The vault knows no recipients. Whoever does (the disclosure gate) registers one function; while nobody has, nothing is
handed to anybody, and there is nothing to stop.
"""

from datetime import datetime
from uuid import UUID

from azukari.lib.listeners import Listeners
from azukari.policy.terms import Actor

register = Listeners[[UUID, str, Actor, datetime], int]()
"""Person, purpose (blank for all), who asks, now; in the caller's transaction. Returns how many recipients are told."""


def stop_provision(person: UUID, purpose: str, *, actor: Actor, now: datetime) -> int:
    """Let nothing of ``person`` go to recipients any more, and have those told who got it before.

    Returns:
        How many recipients are told.
    """
    return sum(register.answers(person, purpose, actor, now))
