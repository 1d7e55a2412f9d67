"""Openings: what checks that a ledger entry is about a person. Gone with the person's keys."""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from azukari.core.people.models import Trail
from azukari.core.vault.cipher import CannotOpen
from azukari.core.vault.keys import raw_key
from azukari.core.vault.models import KeyUse, PersonKey


@dataclass(frozen=True, slots=True)
class Opening:
    """What is needed to check the commitment of a ledger entry: whom it is about, and the ledger key."""

    person: UUID
    key: bytes


def ledger_openings(entries: Collection[UUID]) -> dict[UUID, Opening]:
    """The openings of many ledger entries, in two queries. Whoever names nobody, or an erased person, has none."""
    trails = list(Trail.objects.filter(entry_id__in=entries))
    rows = PersonKey.objects.filter(id__in={trail.key_id for trail in trails}, use=KeyUse.LEDGER)
    rows = rows.select_related("group")
    keys: dict[UUID, bytes] = {}
    for row in rows:
        with suppress(CannotOpen):
            keys[row.id] = raw_key(row)
    return {trail.entry_id: Opening(trail.person_id, keys[trail.key_id]) for trail in trails if trail.key_id in keys}


def entry_keys(entries: Collection[UUID]) -> dict[UUID, bytes]:
    """The same, as the ledger's verification takes it: the keys alone."""
    return {entry: opening.key for entry, opening in ledger_openings(entries).items()}
