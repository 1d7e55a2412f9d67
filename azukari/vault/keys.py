"""Each person's keys: made with the person, wrapped by the master key, and destroyed with the person. And the keys that
some rows have of their own, wrapped likewise, which go with the row.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from azukari.database.id_set import Ids
from azukari.database.statement import Statement, as_id
from azukari.lib.identifier import new_id
from azukari.lib.random_bytes import random_bytes
from azukari.vault.cipher import Stored, current_master, unwrap, wrap
from azukari.vault.models import KeyUse, Mention, MentionSearch, PersonKey, SealedFile, SealedNote

KEY_BYTES = 32

type OwnKeyed = SealedNote | SealedFile | MentionSearch | Mention

NOTE, FILE, SEARCH, MENTION = "note", "file", "mention-search", "mention"
OWN_KEYS: Mapping[type[OwnKeyed], str] = {
    SealedNote: NOTE,
    SealedFile: FILE,
    Mention: MENTION,
    MentionSearch: SEARCH,
}
"""Tables whose rows have a key of their own, in columns ``wrapped`` and ``master``, each with what its keys are for.
A row without its key is of no use to anybody.
"""


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


def raw_key(row: PersonKey | OwnKeyed) -> bytes:
    """The key itself, a person's or the row's own.

    Raises:
        CannotOpen: the row was changed.
    """
    return unwrap(row.wrapped, id=row.id, use=_use(row), master=row.master)


def give_key(row: OwnKeyed) -> bytes:
    """Give a row that is being made a key of its own, wrapped by the newest master key; returns the key itself."""
    raw = random_bytes(KEY_BYTES)
    wrap_under(current_master(), row, raw)
    return raw


def wrap_under(master: int, row: PersonKey | OwnKeyed, raw: bytes) -> None:
    """Have the row, which the caller saves, keep its key wrapped by that version of the master key."""
    row.wrapped, row.master = wrap(raw, id=row.id, use=_use(row), master=master), master


def _use(row: PersonKey | OwnKeyed) -> str:
    return row.use if isinstance(row, PersonKey) else OWN_KEYS[type(row)]


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
