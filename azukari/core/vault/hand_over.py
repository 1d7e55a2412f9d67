"""Handing over: what leaves is opened here, and each person's entry is written in the same transaction.

The gate alone calls this (an import contract sees to it), after it has decided for each of these people. What is handed
over is the least that does: the categories asked for, the newest of each, from what the purpose may use.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from uuid import UUID

from azukari.core.consent.covered import Cover, cover
from azukari.core.consent.models import living_of
from azukari.core.ledger.events import Event
from azukari.core.ledger.shapes import Value
from azukari.core.people.lock import lock_people
from azukari.core.policy_versions.current import charters
from azukari.core.vault.events import TRANSFER_MADE
from azukari.core.vault.models import SealedValue
from azukari.core.vault.release import Opened, open_all
from azukari.core.vault.trail import record_about
from azukari.core.vault.value_row import given_at, opened_by
from azukari.policy.terms import Category, Ground


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
    lock_people(people)  # who is erased meanwhile is out, or waits
    found = SealedValue.objects.filter(category__in=categories)
    if purpose is None:
        values = list(found.filter(person_id__in=people).order_by("id"))
    else:
        covered = _covered(people, purpose, payload, now)
        values = opened_by(covered, found.filter(submission_id__in=covered.of_submission).order_by("id"))
    opened = open_all(_newest(values))
    record_about([Event(TRANSFER_MADE, payload, person) for person in people if person in opened], now=now)
    return opened


def _covered(people: Collection[UUID], purpose: str, payload: Mapping[str, Value], now: datetime) -> Cover:
    """What may be handed over, judged by the charter under which each grant was given (law 10); of a contractor people
    must have been told, to another recipient they have agreed.
    """
    recipient = str(payload["recipient"]) if payload.get("ground") == Ground.CONTRACT else None
    return cover(living_of(people, purpose, now), purpose, charters=charters(), recipient=recipient)


def _newest(values: Iterable[SealedValue]) -> list[SealedValue]:
    """For each person and category the values of one submission: the one given or corrected last."""
    source: dict[tuple[UUID, str], tuple[datetime, UUID]] = {}
    held = list(values)
    for value in held:
        key, since = (value.person_id, value.category), (given_at(value), value.submission_id)
        source[key] = max(source.get(key, since), since)
    return [value for value in held if source[value.person_id, value.category][1] == value.submission_id]
