"""An event to be written into the ledger, and what it may hold: references that its kind declares, and nothing else.

Which kinds there are stands in `ledger.catalogue`, in which shape each reference comes in `ledger.shapes`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from azukari.core.ledger.catalogue import NOBODY, Kind, declare, is_declared
from azukari.core.ledger.shapes import NUMBER, SLUG, Value
from azukari.policy.terms import Actor, ActorKind

KEY_ROTATED = declare("vault:key:rotated", {"version": NUMBER, "kind": SLUG}, NOBODY, _("Key replaced"))
"""A key of the installation took the place of an earlier one; the only event of the ledger's own."""


class EventRefused(ValueError):
    """The event holds something that is not a reference; the message names the key, never the value."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened.

    Args:
        kind: what happened.
        payload: references to what it concerned; the keys are those that the kind declares.
        subject: the person it is about, or None. Never stored: the person's ledger key stands for them.
    """

    kind: Kind
    payload: Mapping[str, Value]
    subject: UUID | None = None


def check(kind: Kind, payload: Mapping[str, Value]) -> None:
    """Refuse a payload that holds anything but references.

    Raises:
        EventRefused: nobody declared the kind, it has no such key, or the value has not the key's shape.
    """
    if not is_declared(kind):
        raise EventRefused("An event of a kind that nobody declared cannot be recorded.")
    for key, value in payload.items():
        shape = kind.keys.get(key)
        if shape is None:
            raise EventRefused(f"The event {kind} may not hold a key that its declaration does not name.")
        if not shape.takes(value):
            raise EventRefused(f"The value of {key!r} is not of the form that the ledger takes for it.")


def actor_reference(actor: Actor) -> str:
    """How the ledger names who acted: a person who acts on their own data is only ``person``."""
    match actor.kind:
        case ActorKind.PERSON:
            return "person"
        case ActorKind.SYSTEM:
            return "worker" if actor.reference == "worker" else "system"
        case ActorKind.STAFF:
            return f"staff:{actor.reference}"
        case ActorKind.RECIPIENT:
            return f"recipient:{actor.reference}"


def done_by(actor: Actor, kind: Kind, subject: UUID | None = None, /, **keys: Any) -> Event:
    """What somebody did: an event with their reference as ``actor``, and with the token that they acted by, where its
    kind has a place for that.

    Args:
        subject: as `Event` has it.
        keys: the other references; ids become text.
    """
    said = {key: as_reference(value) for key, value in keys.items()}
    by = who(actor) if "token" in kind.keys else {"actor": actor_reference(actor)}
    return Event(kind, {**by, **said}, subject)


def as_reference(value: Any) -> Any:
    """A reference as a payload has it: an id is text."""
    return str(value) if isinstance(value, UUID) else value


def who(actor: Actor) -> dict[str, Value]:
    """Who acted, as payload keys: the reference, and the token where a program acted in somebody's name."""
    named: dict[str, Value] = {"actor": actor_reference(actor)}
    return named | {"token": actor.token} if actor.token else named
