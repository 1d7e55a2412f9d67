"""Settling: after grants have ended, erase what no living grant holds, and forget people of whom nothing is left
(law 4).
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from azukari.consent.models import Grant
from azukari.people.models import Person, Tombstone, Trail
from azukari.policy.decide import is_living
from azukari.vault.holders import holders
from azukari.vault.models import PersonKey, SealedValue


def unheld(people: Collection[UUID], now: datetime) -> list[UUID]:
    """Ids of values of these people that no living grant of their submission covers."""
    living: dict[UUID, set[str]] = defaultdict(set)
    for grant in Grant.objects.filter(person_id__in=people):
        if is_living(grant.living(), now):
            living[grant.submission_id].add(grant.purpose)
    values = SealedValue.objects.filter(person_id__in=people).values_list("id", "submission_id", "purposes")
    return [id for id, submission, purposes in values if not living[submission] & {*purposes.split()}]


def settle(people: Collection[UUID], *, now: datetime) -> list[UUID]:
    """Erase the values that nothing holds any more, in the caller's transaction.

    Returns:
        The people of whom nothing was left, and who were forgotten.
    """
    gone = unheld(people, now)
    SealedValue.objects.filter(id__in=gone).delete()
    Grant.objects.filter(person_id__in=people, ends_at__lte=now, settled_at__isnull=True).update(settled_at=now)
    left = set(SealedValue.objects.filter(person_id__in=people).values_list("person_id", flat=True))
    empty = [person for person in people if person not in left]
    forget(empty, now=now)
    return empty


def forget(people: Collection[UUID], *, now: datetime) -> None:
    """Delete every row that refers to these people and destroy their keys, in the caller's transaction.

    What stays is a tombstone: an identifier that refers to nothing any more.
    """
    if not people:
        return
    for holder in holders():
        holder.erase(people)
    for rows in (
        PersonKey.objects.filter(person_id__in=people),
        SealedValue.objects.filter(person_id__in=people),
        Trail.objects.filter(person_id__in=people),
        Grant.objects.filter(person_id__in=people),
        Person.objects.filter(id__in=people),
    ):
        rows.delete()
    Tombstone.objects.bulk_create(
        [Tombstone(person_id=person, erased_at=now) for person in people], ignore_conflicts=True
    )
