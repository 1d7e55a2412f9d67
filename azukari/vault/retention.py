"""The clock of retention: grants that have ended let go of what they held, within the day (law 4)."""

from collections import defaultdict
from collections.abc import Callable, Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from azukari.consent.models import Grant
from azukari.ledger.events import Event, Kind
from azukari.vault.models import SealedValue
from azukari.vault.settle import settle, unheld
from azukari.vault.trail import record_about

BATCH = 500


def due(now: datetime) -> int:
    """How many ended grants have not let go yet."""
    return Grant.objects.filter(ends_at__lte=now, settled_at__isnull=True).count()


def expire(now: datetime, progress: Callable[[int], None] | None = None) -> int:
    """Erase what ended grants held, in batches of people, each in a transaction of its own.

    Args:
        progress: called after each batch with the number of people settled so far.

    Returns:
        The number of people settled.
    """
    done = 0
    while True:
        with transaction.atomic(durable=True):
            ended = Grant.objects.filter(ends_at__lte=now, settled_at__isnull=True)
            people = list({*ended.order_by("ends_at").values_list("person_id", flat=True)[:BATCH]})
            if not people:
                return done
            _record(people, now)
            settle(people, now=now)
        done += len(people)
        if progress:
            progress(done)


def _record(people: Collection[UUID], now: datetime) -> None:
    """Write down what goes, while each person's ledger key is still there."""
    gone: dict[UUID, list[str]] = defaultdict(list)
    going = SealedValue.objects.filter(id__in=unheld(people, now)).values_list("person_id", "category")
    for person, category in going:
        gone[person].append(category)
    record_about(
        [
            Event(
                Kind.VALUE_EXPIRED,
                {"actor": "worker", "categories": sorted({*categories}), "count": len(categories)},
                person,
            )
            for person, categories in gone.items()
        ],
        now=now,
    )
