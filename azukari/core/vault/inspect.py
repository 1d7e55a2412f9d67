"""Inspection: does every value in the room have an origin, a key that opens it, and a living grant? (P03, law 2)"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import batched
from uuid import UUID

from azukari.core.vault.cipher import CannotOpen
from azukari.core.vault.erase_unheld import unheld
from azukari.core.vault.index_token import token_of
from azukari.core.vault.models import AddressChange, DraftLetter, Proposal, SealedValue
from azukari.core.vault.opened_text import texts_of
from azukari.policy.terms import Category

BATCH = 500
GRACE = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a submission's values may come from: its owner, and the fields of the form version that was filled in."""

    person: UUID
    fields: Mapping[str, Category]


@dataclass(frozen=True, slots=True)
class Orphan:
    """A value that did not come in by the door, or should be gone.

    ``code``: ``no-origin``, ``not-asked``, ``sealed-elsewhere``, ``not-held``.
    """

    value: UUID
    code: str


type OriginsOf = Callable[[Collection[UUID]], Mapping[UUID, Origin]]
_origins: list[OriginsOf] = []


def register_origins(lookup: OriginsOf) -> None:
    """Tell how submissions are looked up. The forms register themselves; nobody else may."""
    _origins[:] = [lookup]


def orphans(now: datetime) -> Iterator[Orphan]:
    """Walk the whole vault, with flat memory, and yield each value that should not be there."""
    rows = SealedValue.objects.order_by("id").iterator(chunk_size=BATCH)
    for batch in batched(rows, BATCH):
        yield from _inspect(batch, now)


def values_held() -> int:
    """How many values there are."""
    return SealedValue.objects.count()


def _inspect(values: Collection[SealedValue], now: datetime) -> Iterator[Orphan]:
    known = _known({value.submission_id for value in values})
    said = _said(values)
    people = {value.person_id for value in values}
    late = set(unheld(people, now - GRACE)).intersection(unheld(people, now))  # what holds it may be younger than a day
    for value in values:
        origin = known.get(value.submission_id)
        if origin is None or origin.person != value.person_id:
            yield Orphan(value.id, "no-origin")
        elif origin.fields.get(value.field) != value.category:
            yield Orphan(value.id, "not-asked")
        elif value.id not in said or not _is_its_token(value, said[value.id]):
            yield Orphan(value.id, "sealed-elsewhere")
        elif value.id in late and value.created_at < now - GRACE:
            yield Orphan(value.id, "not-held")


def _known(submissions: Collection[UUID]) -> Mapping[UUID, Origin]:
    known = dict(_origins[0](submissions) if _origins else {})
    for model in (Proposal, AddressChange, DraftLetter):  # whose ids take the place of a submission
        for row in model._default_manager.filter(id__in=submissions):
            field = getattr(row, "field", Category.EMAIL.value)  # of a form, or of none
            known[row.id] = Origin(row.stand_in_id, {field: Category.EMAIL})
    return known


def _said(values: Collection[SealedValue]) -> Mapping[UUID, str]:
    try:
        return {value.id: text for value, text in texts_of(values)}
    except CannotOpen:  # the row of a key was changed
        return {}


def _is_its_token(value: SealedValue, text: str) -> bool:
    if value.token is None:
        return True
    own = token_of(Category(value.category), text)
    return own is not None and bytes(value.token) in own.every  # by another's, somebody would be taken for its owner
