"""Events that programs outside are told of (webhooks): each slice names its own in its manifest.

The ledger is the outbox: an event outside is a name for entries that the ledger holds anyway, so nothing is written for
it, nothing is lost when a process dies, and a slice only says which of its kinds have a name outside. What is told is
the name, the form, and how often it happened: nobody's reference, no value. What it was about is asked for by the HTTP
API, where the gate answers.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from azukari.core.ledger.catalogue import Kind
from azukari.policy.terms import FormKind

_is_name = re.compile(r"[a-z]+\.[a-z]+(?:-[a-z]+)*").fullmatch


@dataclass(frozen=True, slots=True)
class ToldEvent:
    """An event as programs outside know it.

    Args:
        name: ``slice.what-happened``, for ever.
        kinds: the kinds of the ledger that are it; each holds a key ``form``.
        form_kind: only entries about a form of this kind.
        title: what it is, for staff who choose it.
        read: where the HTTP API tells more, with a place for ``{form}``.
        where: keys of the entry with the values that count; every entry where it is empty.
    """

    name: str
    kinds: tuple[Kind, ...]
    form_kind: FormKind
    title: Any
    read: str = ""
    where: Mapping[str, Collection[object]] = field(default_factory=dict)

    def is_of(self, kind: Kind, payload: Mapping[str, Any], forms: Callable[[str], FormKind | None]) -> bool:
        """Whether an entry is one of these.

        Args:
            forms: the kind of the form of that name; None for no such form.
        """
        if kind not in self.kinds or forms(str(payload.get("form", ""))) is not self.form_kind:
            return False
        return all(payload.get(key) in values for key, values in self.where.items())


_told: dict[str, ToldEvent] = {}


def register(event: ToldEvent) -> ToldEvent:
    """Add an event; called for each that a manifest names.

    Raises:
        ValueError: it is not called ``slice.what-happened``, its name is taken, or one of its kinds names no form.
    """
    if not _is_name(event.name) or event.name in _told:
        raise ValueError("An event outside is called slice.what-happened, once.")
    if not event.kinds or any(not {"form", *event.where} <= kind.keys.keys() for kind in event.kinds):
        raise ValueError("A kind of an event outside holds no form, or lacks a key that counts.")
    _told[event.name] = event
    return event


def told_events() -> tuple[ToldEvent, ...]:
    """Every event that programs outside can be told of."""
    return tuple(_told.values())
