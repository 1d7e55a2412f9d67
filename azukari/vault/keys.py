"""Each person's keys: made with the person, wrapped by the master key, and destroyed with the person."""

import os
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from azukari.lib.identifier import new_id
from azukari.people.models import Trail
from azukari.vault.cipher import CannotOpen, current_master, unwrap, wrap
from azukari.vault.models import KeyUse, PersonKey

KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class NewKey:
    """A fresh key and the row that keeps it, in the column order of `PersonKey`."""

    id: UUID
    raw: bytes
    row: tuple[UUID, UUID, str, bytes, int]


def new_key(person: UUID, use: KeyUse) -> NewKey:
    """A fresh key for ``person``, wrapped by the newest master key."""
    id, raw, master = new_id(), os.urandom(KEY_BYTES), current_master()
    return NewKey(id, raw, (id, person, use.value, wrap(raw, id=id, use=use.value, master=master), master))


def _raw(key: PersonKey) -> bytes:
    return unwrap(key.wrapped, id=key.id, use=key.use, master=key.master)


def data_keys(people: Collection[UUID]) -> dict[UUID, bytes]:
    """The data key of each person that has one, in one query.

    Raises:
        CannotOpen: a key row was changed.
    """
    rows = PersonKey.objects.filter(person_id__in=people, use=KeyUse.DATA)
    return {row.person_id: _raw(row) for row in rows}


@dataclass(frozen=True, slots=True)
class LedgerKey:
    id: UUID
    raw: bytes


def ledger_keys(people: Collection[UUID]) -> dict[UUID, LedgerKey]:
    """For each person the newest ledger key, in one query: new entries are committed under it."""
    rows = PersonKey.objects.filter(person_id__in=people, use=KeyUse.LEDGER).order_by("id")
    return {row.person_id: LedgerKey(row.id, _raw(row)) for row in rows}


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
        return Opening(trail.person_id, _raw(key))
    except CannotOpen:
        return None
