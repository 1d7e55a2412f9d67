"""A sealed value as a plain row, for those who read many: in a third of the time of instances of the model."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from azukari.policy.terms import Category
from azukari.vault.cipher import Place, Stored


class ValueRow(NamedTuple):
    """The columns of a value that are read in order to open it."""

    id: UUID
    person_id: UUID
    submission_id: UUID
    field: str
    category: str
    purposes: str
    sealed: Stored
    created_at: datetime
    corrected_at: datetime | None

    @property
    def place(self) -> Place:
        """As `SealedValue.place`."""
        return Place(*self[:6])


CATEGORIES: Mapping[str, Category] = {category.value: category for category in Category}


@lru_cache(maxsize=256)
def each_purpose(purposes: str) -> frozenset[str]:
    """The purposes of a row, of which there are as many combinations as fields."""
    return frozenset(purposes.split())
