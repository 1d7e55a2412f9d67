"""Where those above the vault plug in: whoever has to know that a value has changed, so that recipients who hold it
can be told (P40).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from azukari.policy.terms import Category


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
