"""What submissions say that are being accepted: read and opened once for all of them, for the vault alone.

Who asks gets tokens of addresses, and lets the values be found; no text leaves.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from azukari.core.database.id_set import Ids
from azukari.core.database.statement import Statement, as_id
from azukari.core.vault.cipher import PLACE, Place, open_value
from azukari.core.vault.index_token import FOUND_BY, Token, token_of
from azukari.core.vault.index_words import SEARCHED
from azukari.core.vault.keys import LedgerKey, both_keys
from azukari.policy.terms import Category

UNINDEXED = SEARCHED | FOUND_BY
"""Categories whose values can be looked for."""


class Said(NamedTuple):
    """A value that can be looked for, opened; with its token, where it is found by exactly what it says."""

    id: UUID
    person: UUID
    submission: UUID
    category: Category
    text: str
    token: Token | None


@dataclass(frozen=True, slots=True)
class Unindexed:
    """Values that can be looked for; and the ledger keys of their people."""

    values: Sequence[Said]
    ledger: dict[UUID, LedgerKey]

    def address_tokens(self) -> dict[UUID, Token]:
        """The token of the address that each submission gave; without those that gave none."""
        return {said.submission: said.token for said in self.values if said.category is Category.EMAIL and said.token}

    def of(self, submissions: Collection[UUID]) -> "Unindexed":
        """Those of some of the submissions."""
        return Unindexed([said for said in self.values if said.submission in submissions], self.ledger)


_OF_SUBMISSIONS = Statement(
    f"SELECT sealed, {', '.join(PLACE)} FROM vault_sealedvalue WHERE submission_id {{is_one}} ORDER BY id"  # noqa: S608 - columns of ours
)


def unindexed(submissions: Collection[UUID], people: Collection[UUID]) -> Unindexed:
    """What can be looked for of these submissions, which belong to these people. Two queries.

    Raises:
        CannotOpen: a row was changed.
    """
    rows, found = _OF_SUBMISSIONS.rows(Ids(submissions)), list[Said]()
    data, ledger = both_keys(people)
    for sealed, id, person, submission, field, category, purposes, version in rows:
        if category in UNINDEXED:
            place = Place(as_id(id), as_id(person), as_id(submission), field, category, purposes, version)
            text, sort = open_value(sealed, key=data[place.person], place=place), Category(category)
            found.append(Said(place.id, place.person, place.submission, sort, text, token_of(sort, text)))
    return Unindexed(found, ledger)
