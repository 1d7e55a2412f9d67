"""Each person's keys: made with the person, wrapped (`wrapping`), and destroyed with the person. And the keys that some
rows have of their own, wrapped likewise, which go with the row.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from azukari.core.database.id_set import Ids
from azukari.core.database.statement import Statement, as_id
from azukari.core.vault.cipher import Stored
from azukari.core.vault.models import BatchKey, KeyUse, Mention, MentionSearch, PersonKey, SealedFile, SealedNote
from azukari.core.vault.wrapping import GroupKey, Outer, current_outer, unwrap, wrap
from azukari.lib.identifier import new_id
from azukari.lib.random_bytes import random_bytes

KEY_BYTES = 32

type OwnKeyed = SealedNote | SealedFile | MentionSearch | Mention | BatchKey

NOTE, FILE, SEARCH, MENTION, BATCH = "note", "file", "mention-search", "mention", "batch"
OWN_KEYS: Mapping[type[OwnKeyed], str] = {
    SealedNote: NOTE,
    SealedFile: FILE,
    Mention: MENTION,
    MentionSearch: SEARCH,
    BatchKey: BATCH,
}
"""Tables whose rows have a key of their own, in columns ``wrapped``, ``master`` and ``epoch``, each with what its keys
are for. A row without its key is of no use to anybody.
"""


@dataclass(frozen=True, slots=True)
class NewKey:
    """A fresh key and the row that keeps it, in the column order of `PersonKey`."""

    id: UUID
    raw: bytes
    row: tuple[UUID, UUID, str, bytes, int, int | None, None]


def new_key(person: UUID, use: KeyUse) -> NewKey:
    """A fresh key for ``person``, wrapped by the newest outer key."""
    return _made(person, use, current_outer())


def first_keys(person: UUID) -> tuple[NewKey, NewKey]:
    """What a new person begins with: the key for data and the one for the ledger."""
    outer = current_outer()  # looked up once, on the path of every submission
    return _made(person, KeyUse.DATA, outer), _made(person, KeyUse.LEDGER, outer)


def _made(person: UUID, use: KeyUse, outer: Outer) -> NewKey:
    id, raw = new_id(), random_bytes(KEY_BYTES)
    return NewKey(id, raw, (id, person, use.value, wrap(raw, id=id, use=use.value, outer=outer), *outer, None))


def raw_key(row: PersonKey | OwnKeyed) -> bytes:
    """The key itself, a person's or the row's own. Of many people's, the rows are read with their groups.

    Raises:
        CannotOpen: the row was changed.
    """
    group = row.group.key if isinstance(row, PersonKey) and row.group else None
    return unwrap(row.wrapped, id=row.id, use=_use(row), outer=outer_of(row), group=group)


def outer_of(row: PersonKey | OwnKeyed) -> Outer:
    """The outer key that the row takes, if it is in no group."""
    return Outer(row.master, row.epoch_id)


def give_key(row: OwnKeyed) -> bytes:
    """Give a row that is being made a key of its own, wrapped by the newest outer key; returns the key itself."""
    raw = random_bytes(KEY_BYTES)
    wrap_under(current_outer(), row, raw)
    return raw


WRAPPED = ("wrapped", "master", "epoch")
"""The columns that `wrap_under` changes."""


def wrap_under(outer: Outer, row: PersonKey | OwnKeyed, raw: bytes) -> None:
    """Have the row, which the caller saves and which is in no group, keep its key wrapped by that outer key."""
    row.wrapped = wrap(raw, id=row.id, use=_use(row), outer=outer)
    row.master, row.epoch_id = outer


def _use(row: PersonKey | OwnKeyed) -> str:
    return row.use if isinstance(row, PersonKey) else OWN_KEYS[type(row)]


class WrappedKey(NamedTuple):
    """A person's key as its row and its group's row keep it, for who reads it together with something else."""

    id: UUID
    wrapped: Stored
    master: int
    epoch: int | None
    group: UUID | None
    group_wrapped: Stored | None
    group_master: int | None
    group_epoch: int | None

    def raw(self, use: str) -> bytes:
        """The key itself.

        Raises:
            CannotOpen: a row was changed.
        """
        group = None
        if self.group is not None:
            outer = Outer(self.group_master or 0, self.group_epoch)
            group = GroupKey(self.group, bytes(self.group_wrapped or b""), outer)
        return unwrap(self.wrapped, id=self.id, use=use, outer=Outer(self.master, self.epoch), group=group)


OF_KEY = ("id", "wrapped", "master", "epoch_id", "group_id", "group__wrapped", "group__master", "group__epoch_id")
"""Where Django finds what makes a `WrappedKey`, from a row of `PersonKey`."""


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
    "SELECT k.person_id, k.use, k.id, k.wrapped, k.master, k.epoch_id, g.id, g.wrapped, g.master, g.epoch_id"
    " FROM vault_personkey k LEFT JOIN vault_keygroup g ON g.id = k.group_id"
    " WHERE k.person_id {is_one} ORDER BY k.id"
)


def _keys(people: Collection[UUID], *uses: KeyUse) -> tuple[dict[UUID, bytes], dict[UUID, LedgerKey]]:
    """Plain rows, no instances: a page of fifty people needs a hundred keys."""
    data: dict[UUID, bytes] = {}
    newest: dict[UUID, WrappedKey] = {}
    for owner, use, id, wrapped, master, epoch, group, *of_group in _OF_PEOPLE.rows(Ids(people)):
        if use not in uses:
            continue
        person = as_id(owner)
        key = WrappedKey(as_id(id), wrapped, master, epoch, group and as_id(group), *of_group)
        if use == KeyUse.DATA:
            data[person] = key.raw(use)
        else:
            newest[person] = key
    ledger = {person: LedgerKey(key.id, key.raw(KeyUse.LEDGER)) for person, key in newest.items()}
    return data, ledger
