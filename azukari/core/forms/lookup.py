"""The button beside a postcode: it writes the address that belongs to it, offline, and never loses what was typed."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from azukari.core.forms.present import Typed, address_field
from azukari.lib.postal_address import PostalAddress, addresses
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


def joined(found: PostalAddress, typed: str) -> str:
    """The found address before what was typed (a street number, say), without saying a part of it twice."""
    for known in (str(found), found.city + found.neighbourhood, found.neighbourhood):
        if known and typed.startswith(known):
            return str(found) + typed.removeprefix(known)
    if str(found).startswith(typed):
        return str(found)
    return str(found) + typed


def fill_address(form: Form, typed: Typed) -> Lookup | None:
    """Fill the address of the form's first postcode; None if the form has no such pair."""
    for postcode in form.fields:
        address = address_field(form, postcode) if postcode.type is FieldType.POSTCODE else None
        if address is None:
            continue
        found = addresses((typed.get(postcode.id) or [""])[0])
        if not found:
            return Lookup(postcode.id, found=False)
        before = (typed.get(address.id) or [""])[0].strip()
        others = tuple(str(other) for other in found[1:])
        return Lookup(address.id, found=True, typed={address.id: [joined(found[0], before)]}, others=others)
    return None
