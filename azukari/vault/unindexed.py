"""What submissions say that are being accepted: read and opened once for all of them, for the vault alone.

Who asks gets tokens of addresses, and lets the values be found; no text leaves.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from azukari.policy.terms import Category
from azukari.vault.cipher import open_value
from azukari.vault.index_token import FOUND_BY, Token, token_of
from azukari.vault.index_words import SEARCHED
from azukari.vault.keys import LedgerKey, both_keys
from azukari.vault.models import SealedValue

UNINDEXED = SEARCHED | FOUND_BY
"""Categories whose values can be looked for."""


@dataclass(frozen=True, slots=True)
class Unindexed:
    """Values that can be looked for, each with its text; and the ledger keys of their people."""

    values: Sequence[tuple[SealedValue, str]]
    ledger: dict[UUID, LedgerKey]

    def address_tokens(self) -> dict[UUID, Token]:
        """The token of the address that each submission gave; without those that gave none."""
        found = dict[UUID, Token]()
        for value, text in self.values:
            token = token_of(Category.EMAIL, text) if value.category == Category.EMAIL else None
            if token is not None:
                found[value.submission_id] = token
        return found

    def of(self, submissions: Collection[UUID]) -> "Unindexed":
        """Those of some of the submissions."""
        return Unindexed([each for each in self.values if each[0].submission_id in submissions], self.ledger)


def unindexed(submissions: Collection[UUID], people: Collection[UUID]) -> Unindexed:
    """What can be looked for of these submissions, which belong to these people. Two queries.

    Raises:
        CannotOpen: a row was changed.
    """
    rows = SealedValue.objects.filter(submission_id__in=submissions, category__in=UNINDEXED)
    data, ledger = both_keys(people)
    opened = [(row, open_value(row.sealed, key=data[row.person_id], place=row.place)) for row in rows.order_by("id")]
    return Unindexed(opened, ledger)
