"""Which fields of which registrations are held of a person: that they are there, not what they say."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef

from azukari.core.vault.models import SealedValue
from azukari.policy.terms import Category


@dataclass(frozen=True, slots=True)
class HeldField:
    """A value that is held: where it stands, and what kind of data it is."""

    value: UUID
    submission: UUID
    field: str
    category: Category


def held_fields(person: UUID) -> list[HeldField]:
    """The fields, oldest registration first; one query."""
    rows = SealedValue.objects.filter(person_id=person).order_by("id")
    return [HeldField(v.id, v.submission_id, v.field, Category(v.category)) for v in rows.defer("sealed", "token")]


def fields_held(submissions: Collection[UUID]) -> Mapping[UUID, frozenset[str]]:
    """The ids of the fields that are held of each submission; one query. Which of several people's does not matter."""
    found: dict[UUID, set[str]] = {submission: set() for submission in submissions}
    rows = SealedValue.objects.filter(submission_id__in=found).values_list("submission_id", "field")
    for submission, field in rows:
        found[submission].add(field)
    return {submission: frozenset(fields) for submission, fields in found.items()}


def holds(fields: Collection[str]) -> Exists:
    """Whether a row's ``submission_id`` is one of which a value of these fields is held: a condition for a query."""
    return Exists(SealedValue.objects.filter(submission_id=OuterRef("submission_id"), field__in=fields))
