"""Each person's keys: made with the person, wrapped by the master key, and destroyed with the person."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from azukari.database.id_set import Ids
from azukari.database.statement import Statement, as_id
from azukari.lib.identifier import new_id
from azukari.lib.random_bytes import random_bytes
from azukari.vault.cipher import Stored, current_master, unwrap, wrap
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
    return _made(person, use, current_master())


def first_keys(person: UUID) -> tuple[NewKey, NewKey]:
    """What a new person begins with: the key for data and the one for the ledger."""
    master = current_master()  # looked up once, on the path of every submission
    return _made(person, KeyUse.DATA, master), _made(person, KeyUse.LEDGER, master)


def _made(person: UUID, use: KeyUse, master: int) -> NewKey:
    id, raw = new_id(), random_bytes(KEY_BYTES)
    return NewKey(id, raw, (id, person, use.value, wrap(raw, id=id, use=use.value, master=master), master))


def raw_key(key: PersonKey) -> bytes:
    """The key itself.

    Raises:
        CannotOpen: the row was changed.
    """
    return unwrap(key.wrapped, id=key.id, use=key.use, master=key.master)


class WrappedKey(NamedTuple):
    """A person's key as its row keeps it, for who reads it together with something else."""

    id: UUID
    wrapped: Stored
    master: int

    def data_key(self) -> bytes:
        """The key itself, of a row for data.

        Raises:
            CannotOpen: the row was changed.
        """
        return unwrap(self.wrapped, id=self.id, use=KeyUse.DATA, master=self.master)


@dataclass(frozen=True, slots=True)
class LedgerKey:
    id: UUID
    raw: bytes


def data_keys(people: Collection[UUID]) -> dict[UUID, bytes]:
    """The data key of each person that has one, in one query.

    Raises:
        CannotOpen: a key row was changed.
    """
    return _keys(people, KeyUse.DATA)[0]


def ledger_keys(people: Collection[UUID]) -> dict[UUID, LedgerKey]:
    """For each person the newest ledger key, in one query: new entries are committed under it."""
    return _keys(people, KeyUse.LEDGER)[1]


def both_keys(people: Collection[UUID]) -> tuple[dict[UUID, bytes], dict[UUID, LedgerKey]]:
    """Both at once, for who opens and records: as `data_keys` and `ledger_keys`, in one query."""
    return _keys(people, KeyUse.DATA, KeyUse.LEDGER)


_OF_PEOPLE = Statement(
    "SELECT id, person_id, use, wrapped, master FROM vault_personkey WHERE person_id {is_one} ORDER BY id"
)


def _keys(people: Collection[UUID], *uses: KeyUse) -> tuple[dict[UUID, bytes], dict[UUID, LedgerKey]]:
    """Plain rows, no instances: a page of fifty people needs a hundred keys."""
    data: dict[UUID, bytes] = {}
    newest: dict[UUID, tuple[UUID, Stored, int]] = {}
    for found, owner, use, wrapped, master in _OF_PEOPLE.rows(Ids(people)):
        if use not in uses:
            continue
        id, person = as_id(found), as_id(owner)
        if use == KeyUse.DATA:
            data[person] = unwrap(wrapped, id=id, use=use, master=master)
        else:
            newest[person] = (id, wrapped, master)
    ledger = {
        person: LedgerKey(id, unwrap(wrapped, id=id, use=KeyUse.LEDGER, master=master))
        for person, (id, wrapped, master) in newest.items()
    }
    return data, ledger
