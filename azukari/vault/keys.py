"""Each person's keys: made with the person, wrapped by the master key, and destroyed with the person."""

import os
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from azukari.lib.identifier import new_id
from azukari.vault.cipher import current_master, unwrap, wrap
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


def raw_key(key: PersonKey) -> bytes:
    """The key itself.

    Raises:
        CannotOpen: the row was changed.
    """
    return unwrap(key.wrapped, id=key.id, use=key.use, master=key.master)


def data_keys(people: Collection[UUID]) -> dict[UUID, bytes]:
    """The data key of each person that has one, in one query.

    Raises:
        CannotOpen: a key row was changed.
    """
    rows = PersonKey.objects.filter(person_id__in=people, use=KeyUse.DATA)
    return {row.person_id: raw_key(row) for row in rows}


@dataclass(frozen=True, slots=True)
class LedgerKey:
    id: UUID
    raw: bytes


def ledger_keys(people: Collection[UUID]) -> dict[UUID, LedgerKey]:
    """For each person the newest ledger key, in one query: new entries are committed under it."""
    rows = PersonKey.objects.filter(person_id__in=people, use=KeyUse.LEDGER).order_by("id")
    return {row.person_id: LedgerKey(row.id, raw_key(row)) for row in rows}
