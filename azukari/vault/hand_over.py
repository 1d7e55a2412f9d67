"""Handing over: what leaves is opened here, and each person's entry is written in the same transaction.

The gate alone calls this (an import contract sees to it), after it has decided for each of these people. What is handed
over is the least that does: the categories asked for, the newest of each, from what the purpose may use.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from uuid import UUID

from azukari.consent.models import Grant
from azukari.ledger.events import Event, Kind, Value
from azukari.policy.decide import is_living
from azukari.policy.terms import Category
from azukari.vault.models import SealedValue
from azukari.vault.release import Opened, open_all
from azukari.vault.trail import record_about


def hand_over(
    people: Collection[UUID],
    *,
    purpose: str | None,
    categories: frozenset[Category],
    payload: Mapping[str, Value],
    now: datetime,
) -> Mapping[UUID, tuple[Opened, ...]]:
    """Open the least that does for each person, and record it on their trail, in the caller's transaction.

    The number of queries does not depend on the number of people.

    Args:
        purpose: whose living grants say which values may be used; None where the law says it and no purpose does.
        payload: what the entry says besides the person: recipient, ground, categories and the rest (APPI 29).

    Returns:
        The values of each person of whom something was found. The others have no entry: nothing of theirs went.
    """
    found = SealedValue.objects.filter(category__in=categories)
    if purpose is None:
        values = list(found.filter(person_id__in=people).order_by("id"))
    else:
        submissions = _usable(people, purpose, now)
        values = [
            v for v in found.filter(submission_id__in=submissions).order_by("id") if purpose in v.purposes.split()
        ]
    opened = open_all(_newest(values))
    record_about([Event(Kind.TRANSFER_MADE, payload, person) for person in people if person in opened], now=now)
    return opened


def _usable(people: Collection[UUID], purpose: str, now: datetime) -> set[UUID]:
    grants = Grant.objects.filter(person_id__in=people, purpose=purpose)
    return {grant.submission_id for grant in grants if is_living(grant.living(), now)}


def _newest(values: Iterable[SealedValue]) -> list[SealedValue]:
    """For each person and category the values of one submission: the one given or corrected last."""
    source: dict[tuple[UUID, str], tuple[datetime, UUID]] = {}
    held = list(values)
    for value in held:
        key, since = (value.person_id, value.category), (value.corrected_at or value.created_at, value.submission_id)
        source[key] = max(source.get(key, since), since)
    return [value for value in held if source[value.person_id, value.category][1] == value.submission_id]
