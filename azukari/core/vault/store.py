"""How values come in. Only the forms' intake calls this (an import contract sees to it): one door (P03)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from azukari.core.database.rows import Row, Rows
from azukari.core.vault.cipher import Place, seal_values
from azukari.core.vault.index import code_rows
from azukari.core.vault.index_token import token_of
from azukari.core.vault.index_words import SEARCHED
from azukari.core.vault.keys import LedgerKey, data_keys, first_keys
from azukari.core.vault.models import PersonKey, SealedValue, SearchCode, SearchIndex
from azukari.lib.identifier import new_ids
from azukari.policy.terms import Category


@dataclass(frozen=True, slots=True)
class NewValue:
    """A value that a form has accepted, already normalised."""

    field: str
    category: Category
    purposes: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Sealed:
    """A submission's values and keys as rows, ready to be written, and the ledger key for its first entries."""

    rows: Rows
    ledger: LedgerKey


def seal(
    values: Sequence[NewValue],
    *,
    person: UUID,
    submission: UUID,
    now: datetime,
    index: SearchIndex | None = None,
) -> Sealed:
    """Seal the values of a submission under fresh keys of a new person. Nothing is written yet.

    Args:
        index: where the values can be found from now on; None for a submission that is not accepted yet: nothing finds
            them, not even by what they say exactly.
    """
    data, ledger = first_keys(person)
    rows = seal_under(data.raw, values, person=person, submission=submission, index=index, now=now)
    return Sealed({PersonKey: [data.row, ledger.row], **rows}, LedgerKey(ledger.id, ledger.raw))


def seal_more(
    values: Sequence[NewValue], *, person: UUID, submission: UUID, index: SearchIndex | None, now: datetime
) -> Rows:
    """Seal values that join a submission, under the key that the person has. Nothing is written yet.

    Args:
        index: as in `seal`.
    """
    key = data_keys([person])[person]
    return seal_under(key, values, person=person, submission=submission, index=index, now=now)


def seal_under(
    key: bytes, values: Sequence[NewValue], *, person: UUID, submission: UUID, index: SearchIndex | None, now: datetime
) -> Rows:
    """As `seal_more`, with the person's key at hand. No query."""
    places = [
        Place(id, person, submission, value.field, value.category.value, " ".join(value.purposes))
        for id, value in zip(new_ids(len(values)), values, strict=True)
    ]
    sealed = seal_values([(place, value.text) for place, value in zip(places, values, strict=True)], key=key)
    rows, codes = list[Row](), list[Row]()
    for place, value, ciphertext in zip(places, values, sealed, strict=True):
        token = token_of(value.category, value.text) if index is not None else None
        rows.append((*place[:6], ciphertext, token, now, None, place.version))  # in the column order of `SealedValue`
        if index is not None and value.category in SEARCHED:
            codes += code_rows((place.id, person), value.category, value.text, index)
    return {SealedValue: rows, **({SearchCode: codes} if codes else {})}
