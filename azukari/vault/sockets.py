"""Where those above the vault plug in: whoever has to know that a value has changed, so that recipients who hold it
can be told (P40); and whoever knows of a condition under which a purpose opens.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

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


type OnCorrected = Callable[[Corrected], None]
_listeners: list[OnCorrected] = []


def on_corrected(listener: OnCorrected) -> None:
    """Have ``listener`` called in the transaction of each correction. Once, by the package's AppConfig."""
    if listener not in _listeners:
        _listeners.append(listener)


def tell_corrected(corrected: Corrected) -> None:
    """Tell everybody who listens, in the caller's transaction."""
    for listener in _listeners:
        listener(corrected)


@dataclass(frozen=True, slots=True)
class Asked:
    """A release that the policy allows, before anything is opened."""

    policy: Policy
    purpose: str
    people: Collection[UUID]
    submissions: Collection[UUID]
    actor: Actor
    now: datetime


type Guard = Callable[[Asked], Verdict | None]
_guards: list[Guard] = []


def on_release(guard: Guard) -> None:
    """Have ``guard`` asked before each release of staff; a verdict of no refuses it. Once, by the AppConfig."""
    if guard not in _guards:
        _guards.append(guard)


def guarded(asked: Asked) -> Verdict | None:
    """The first no, or None."""
    verdicts = (guard(asked) for guard in _guards)
    return next((verdict for verdict in verdicts if verdict is not None and not verdict), None)


@dataclass(frozen=True, slots=True)
class Changing:
    """Values are about to be erased or to say something else; until the listener returns they say what they said.

    Args:
        erased: whether they go; else they are replaced, and `Corrected` follows.
    """

    values: Collection[UUID]
    at: datetime
    erased: bool


type OnChanging = Callable[[Changing], None]
_changing: list[OnChanging] = []


def on_changing(listener: OnChanging) -> None:
    """Have ``listener`` called, in the transaction, before values change or go. Once, by the package's AppConfig."""
    if listener not in _changing:
        _changing.append(listener)


def tell_changing(changing: Changing) -> None:
    """Tell everybody who listens, in the caller's transaction."""
    for listener in _changing:
        listener(changing)


type OnParted = Callable[[UUID, UUID], None]
_parting: list[OnParted] = []


def on_parted(listener: OnParted) -> None:
    """Have ``listener`` called, in the transaction, with the two people whose records are parted again."""
    if listener not in _parting:
        _parting.append(listener)


def tell_parted(survivor: UUID, back: UUID) -> None:
    """Tell everybody who listens, in the caller's transaction."""
    for listener in _parting:
        listener(survivor, back)


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


type OnEnded = Callable[[Ended], None]
_ending: list[OnEnded] = []


def on_ended(listener: OnEnded) -> None:
    """Have ``listener`` called in the transaction of each withdrawal and erasure. Once, by the package's AppConfig."""
    if listener not in _ending:
        _ending.append(listener)


def tell_ended(ended: Ended) -> None:
    """Tell everybody who listens, in the caller's transaction."""
    for listener in _ending:
        listener(ended)
