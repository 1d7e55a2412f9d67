"""Giving values tokens of the newest index key: after a rotation of it, and after a restore, whose backup has none.

Values move over in batches, each in a transaction of its own, and all of a person's in the same one: so the tokens of
one person's values can be compared. Which are still to come is told by the tokens themselves; whoever is stopped at any
moment starts again where nothing was lost. Meanwhile a lookup asks by every key on disk.
"""

from collections.abc import Callable, Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from azukari.core.ledger.events import KEY_ROTATED, Event
from azukari.core.people.lock import lock_people
from azukari.core.vault.index_token import TOKEN_BYTES, begins, token_of, versions
from azukari.core.vault.models import SealedValue, SearchIndex
from azukari.core.vault.opened_text import texts_of
from azukari.core.vault.trail import record_about
from azukari.lib.random_bytes import random_bytes
from azukari.policy.terms import Category

BATCH = 500
_FROM_THE_START = UUID(int=0)


def outdated() -> QuerySet[SealedValue]:
    """Values whose token another than the newest key made, or that have yet to be given one."""
    newest = versions()[0]
    other = Q(token__lt=begins(newest)) | Q(token__gte=begins(newest + 1))
    return SealedValue.objects.filter(other, token__isnull=False)


def in_use() -> frozenset[int]:
    """The versions of the index key by which anything can be found."""
    found = set(SearchIndex.objects.values_list("key", flat=True))
    for version in versions():
        if SealedValue.objects.filter(token__gte=begins(version), token__lt=begins(version + 1)).exists():
            found.add(version)
    return frozenset(found)


def renew(progress: Callable[[int], None] | None = None) -> int:
    """Give every value that can be found a token of the newest key; safe to stop and to start again.

    Args:
        progress: called after each batch with the number of values done so far.

    Returns:
        how many values were given a token.
    """
    done, after = 0, _FROM_THE_START
    while True:
        with transaction.atomic(durable=True):
            seen = dict(outdated().filter(id__gt=after).order_by("id").values_list("id", "person_id")[:BATCH])
            if not seen:
                return done
            lock_people({*seen.values()})
            done += renew_of({*seen.values()})
        after = max(seen)
        if progress:
            progress(done)


def renew_of(people: Collection[UUID]) -> int:
    """The same for these people alone, in the caller's transaction: before their tokens are compared with each other.

    Returns:
        how many values were given a token.
    """
    values = list(outdated().filter(person_id__in=people).select_for_update().order_by("id"))
    if not values:
        return 0
    for value in values:  # what does not open is found by nothing from now on
        value.token = begins(versions()[0]) + random_bytes(TOKEN_BYTES)
    for value, text in texts_of(values):
        value.token = token_of(Category(value.category), text)
    SealedValue.objects.bulk_update(values, ["token"], batch_size=BATCH)
    return len(values)


def record_rotation(version: int, *, now: datetime) -> None:
    """Write down that the index key of that version took the place of older ones."""
    with transaction.atomic(durable=True):
        record_about([Event(KEY_ROTATED, {"version": version, "kind": "index"}, None)], now=now)


def is_behind() -> bool:
    """Whether a rotation of the index key was begun and not ended."""
    newest = versions()[0]
    return outdated().exists() or SearchIndex.objects.exclude(key=newest).exists()
