"""How values come in. Only the forms' intake calls this (an import contract sees to it): one door (P03)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from azukari.database.rows import Row, Rows
from azukari.lib.identifier import new_id
from azukari.policy.terms import Category
from azukari.vault.cipher import seal_value
from azukari.vault.index import code_rows
from azukari.vault.index_token import token_of
from azukari.vault.index_words import SEARCHED
from azukari.vault.keys import LedgerKey, first_keys
from azukari.vault.models import PersonKey, SealedValue, SearchCode, SearchIndex


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
    rows: list[Row] = []
    codes: list[Row] = []
    for value in values:
        id = new_id()
        if index is not None and value.category in SEARCHED:
            codes += code_rows(id, value.category, value.text, index)
        rows.append(
            (
                id,
                person,
                submission,
                value.field,
                value.category.value,
                " ".join(value.purposes),
                seal_value(value.text, key=data.raw, id=id, person=person, field=value.field),
                token_of(value.category, value.text) if index is not None else None,
                now,
                None,
            )
        )
    written: Rows = {PersonKey: [data.row, ledger.row], SealedValue: rows}
    return Sealed({**written, SearchCode: codes} if codes else written, LedgerKey(ledger.id, ledger.raw))
