"""The clock of retention: grants that have ended let go of what they held, within the day (law 4)."""

import time
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from azukari.core.consent.models import Grant
from azukari.core.database.id_set import Ids
from azukari.core.database.write_backoff import Spared
from azukari.core.ledger.events import Event
from azukari.core.people.lock import lock_people
from azukari.core.vault.erase_unheld import erase_unheld, unheld
from azukari.core.vault.events import VALUE_EXPIRED
from azukari.core.vault.mention_search import prepare
from azukari.core.vault.models import SealedValue
from azukari.core.vault.trail import record_about

BATCH = 100
"""People in one transaction. Others who write wait for no more than one; most of its time goes for any number."""

_GRANTS = 4  # of one person, that end together

SLICE = 4.0  # seconds at a turn of the worker


def due(now: datetime) -> int:
    """How many ended grants have not let go yet."""
    return Grant.objects.ended(now).unsettled().count()


def expire(
    now: datetime, progress: Callable[[int], None] | None = None, *, alone: bool = False, until: float | None = None
) -> int:
    """Erase what ended grants held, in batches of people, each in a transaction of its own, with pauses for others.

    Args:
        progress: called after each batch with the number of people settled so far.
        alone: nobody else is here, so that no pause is needed: a restore.
        until: the moment, of `time.monotonic`, after which no further batch is begun.

    Returns:
        The number of people settled.
    """
    done, spared = 0, Spared()
    while people := _ended(now):
        if not alone:
            spared.pause()  # before the next batch: there is nobody to spare once all is done
        ready = prepare(people, now=now)
        with spared.transaction():
            here = Ids(lock_people(people))
            over = Grant.objects.ended(now).unsettled().filter(person_id__in=here)
            ended = Ids(over.values_list("person_id", flat=True))
            gone = Ids(unheld(ended, now))
            record_gone(SealedValue.objects.filter(id__in=gone), actor="worker", now=now)
            erase_unheld(ended, now=now, gone=gone, ready=ready)
        done += len(ended)
        if progress:
            progress(done)
        if until is not None and time.monotonic() >= until:
            break
    return done


def expire_some(now: datetime) -> int:
    """As `expire`, for a moment: the worker has other things to do, and comes round again."""
    return expire(now, until=time.monotonic() + SLICE)


def _ended(now: datetime) -> Ids:
    """The next people with grants that have ended, those whose time was over first."""
    rows = Grant.objects.ended(now).unsettled().order_by("ends_at", "person_id").values_list("person_id", flat=True)
    return Ids(list(dict.fromkeys(rows[: BATCH * _GRANTS]))[:BATCH])


def record_gone(values: QuerySet[SealedValue], *, actor: str, now: datetime) -> None:
    """Write down which values go, while each person's ledger key is still there."""
    gone: dict[UUID, list[str]] = defaultdict(list)
    for person, category in values.values_list("person_id", "category"):
        gone[person].append(category)
    events = [
        Event(VALUE_EXPIRED, {"actor": actor, "categories": sorted({*kinds}), "count": len(kinds)}, person)
        for person, kinds in gone.items()
    ]
    record_about(events, now=now)
