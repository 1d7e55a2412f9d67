"""Openings: what checks that a ledger entry is about a person. Gone with the person's keys."""

from dataclasses import dataclass
from uuid import UUID

from azukari.people.models import Trail
from azukari.vault.cipher import CannotOpen
from azukari.vault.keys import raw_key
from azukari.vault.models import KeyUse, PersonKey


@dataclass(frozen=True, slots=True)
class Opening:
    """What is needed to check the commitment of a ledger entry: whom it is about, and the ledger key."""

    person: UUID
    key: bytes


def ledger_opening(entry_id: UUID) -> Opening | None:
    """The opening of one ledger entry, or None if the entry names nobody or the person is erased."""
    trail = Trail.objects.filter(entry_id=entry_id).first()
    key = trail and PersonKey.objects.filter(id=trail.key_id, use=KeyUse.LEDGER).first()
    if not trail or not key:
        return None
    try:
        return Opening(trail.person_id, raw_key(key))
    except CannotOpen:
        return None
