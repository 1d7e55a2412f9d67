"""Values that their people emptied or corrected, as a restore has to know of them.

What a person emptied is gone from a restored backup again. A correction cannot be repeated, since the new words are in
no older backup; but it can be said whose values are older than that.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from uuid import UUID

from azukari.core.vault.correct import correct
from azukari.core.vault.models import SealedValue
from azukari.policy.terms import Actor

_BATCH = 500


def empty_again(value: UUID, *, actor: Actor, now: datetime) -> bool:
    """Remove a value that a restored database still has; False if it has not."""
    row = SealedValue.objects.filter(id=value).first()
    if row is None:
        return False
    correct(value, "", person=row.person_id, actor=actor, now=now, repeated=True)
    return True


@dataclass(frozen=True, slots=True)
class Outdated:
    """A value that says what it said before it was corrected.

    Args:
        field: of the form, a word of the policy.
        corrected: when it was corrected last; the newer words are lost.
    """

    person: UUID
    submission: UUID
    field: str
    corrected: datetime


def outdated(corrected: Mapping[UUID, datetime]) -> Iterator[Outdated]:
    """Which values here are older than their last correction.

    Args:
        corrected: when values were corrected last, by their ids.
    """
    for some in batched(corrected, _BATCH):
        rows = SealedValue.objects.filter(id__in=some).order_by("person_id", "id")
        for id, person, submission, field, at in rows.values_list(
            "id", "person_id", "submission_id", "field", "corrected_at"
        ):
            if at is None or at < corrected[id]:
                yield Outdated(person, submission, field, corrected[id])


def corrected_when(values: Collection[UUID]) -> Mapping[UUID, tuple[datetime | None, int]]:
    """When each of these values was corrected last, as its row has it, and its version; without those that are gone.
    One query.
    """
    rows = SealedValue.objects.filter(id__in=values).values_list("id", "corrected_at", "version")
    return {id: (at, version) for id, at, version in rows}
