"""The button beside a postcode: it writes the address that belongs to it, offline, and never loses what was typed."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from azukari.forms.present import Typed, address_field
from azukari.lib.postal_address import addresses
from azukari.policy.terms import FieldType, Form


@dataclass(frozen=True, slots=True)
class Lookup:
    """What came of it.

    Args:
        typed: inputs to show instead of what was typed.
        field_id: the address that was filled in, or the postcode that nothing is known about.
        found: whether there was an address.
        others: further addresses that the same postcode stands for.
    """

    field_id: str
    found: bool
    typed: dict[str, Sequence[str]] = field(default_factory=dict)
    others: tuple[str, ...] = ()


def joined(found: str, typed: str) -> str:
    """The found address before what was typed (a street number, say), unless it stands there already."""
    return typed if typed.startswith(found) else found + typed


def fill_address(form: Form, typed: Typed) -> Lookup | None:
    """Fill the address of the form's first postcode; None if the form has no such pair."""
    for postcode in form.fields:
        address = address_field(form, postcode) if postcode.type is FieldType.POSTCODE else None
        if address is None:
            continue
        found = [str(a) for a in addresses((typed.get(postcode.id) or [""])[0])]
        if not found:
            return Lookup(postcode.id, found=False)
        before = (typed.get(address.id) or [""])[0].strip()
        return Lookup(address.id, found=True, typed={address.id: [joined(found[0], before)]}, others=tuple(found[1:]))
    return None
