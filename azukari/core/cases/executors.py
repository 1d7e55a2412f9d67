"""Executors of decided requests: what carrying out a request of each kind means. Slices bring them."""

from collections.abc import Callable
from datetime import datetime

from azukari.core.cases.models import Case, CasePart
from azukari.policy.casework import CaseKind

type Execute = Callable[[Case, CasePart, datetime], None]
"""Does one part of what was decided. Doing it twice is doing it once; what it raises stops the case, and is told."""

_executors: dict[CaseKind, Execute] = {}


def register(kind: CaseKind, execute: Execute) -> None:
    """Add what carries out requests of that kind.

    Raises:
        ValueError: something does already.
    """
    if kind in _executors:
        raise ValueError(f"Requests of the kind {kind} are carried out by something else already.")
    _executors[kind] = execute


def executor(kind: CaseKind) -> Execute:
    """What carries out requests of that kind.

    Raises:
        KeyError: nothing does; the slice that would is left out.
    """
    return _executors[kind]
