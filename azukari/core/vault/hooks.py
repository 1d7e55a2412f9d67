"""Where those above the vault plug in: whoever has to know that a value has changed, so that recipients who hold it
can be told (P40); and whoever knows of a condition under which a purpose opens.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from azukari.lib.listeners import Listeners
from azukari.policy.terms import Actor, Category, Policy, Verdict


@dataclass(frozen=True, slots=True)
class Corrected:
    """A value of ``person`` says something else now; what it says is nobody's business here.

    Args:
        entry: the ledger entry that tells of it.
        purposes: those that the value serves; recipients got it for one of them.
        erased: whether it is gone instead.
    """

    person: UUID
    submission: UUID
    value: UUID
    category: Category
    purposes: frozenset[str]
    entry: UUID
    at: datetime
    erased: bool = False


on_corrected = Listeners[[Corrected], None]()
"""Called in the transaction of each correction."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A release that the policy allows, before anything is opened."""

    policy: Policy
    purpose: str
    people: Collection[UUID]
    submissions: Collection[UUID]
    actor: Actor
    now: datetime


on_release = Listeners[[Asked], Verdict | None]()
"""Asked before each release of staff; a verdict of no refuses it."""


def guarded(asked: Asked) -> Verdict | None:
    """The first no, or None."""
    return next((verdict for verdict in on_release.answers(asked) if verdict is not None and not verdict), None)


@dataclass(frozen=True, slots=True)
class Changing:
    """Values are about to be erased or to say something else; until the listener returns they say what they said.

    Args:
        erased: whether they go; else they are replaced, and `Corrected` follows.
    """

    values: Collection[UUID]
    at: datetime
    erased: bool


on_changing = Listeners[[Changing], None]()
"""Called, in the transaction, before values change or go."""

on_correcting = Listeners[[Collection[tuple[UUID, str]]], bool]()
"""Asked, in the transaction, before a person or staff correct values, by registration and field: whether one of them is
decided on instead of being corrected.
"""

on_batch_over = Listeners[[str], None]()
"""Called, in the transaction, when the epoch of a batch's key is over and the batch has grown in it: with what the
batch is of. Whoever it belongs to seals all of it anew, in random order, by another key (`batch_keys.renewed`).
"""

on_parted = Listeners[[UUID, UUID], None]()
"""Called, in the transaction, with the two people whose records are parted again: the survivor, and who is back."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A person took back a purpose's right, or had something erased; before anything of it goes.

    Args:
        purpose: the purpose that ended; empty for everything.
        erased: whether they asked for erasure; else they withdrew a consent.
    """

    person: UUID
    purpose: str
    at: datetime
    erased: bool


on_ended = Listeners[[Ended], None]()
"""Called in the transaction of each withdrawal and erasure."""

on_stopped = Listeners[[UUID, str, Actor, datetime], int]()
"""Asked, in the transaction, to let nothing of a person go to recipients any more, and to have those told who got it
before (APPI 35(3)): person, purpose (blank for all), who asks, now. Each returns how many recipients are told; while
nobody hands anything to anybody, there is nothing to stop.
"""
