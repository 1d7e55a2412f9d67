"""Rotation of the master key while the system runs: each person's keys are wrapped anew; no value is touched."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from azukari.ledger.events import Event, Kind
from azukari.vault.cipher import current_master, unwrap, wrap
from azukari.vault.models import PersonKey
from azukari.vault.trail import record_about

BATCH = 1000


def outdated() -> int:
    """How many keys an older master key still wraps."""
    return PersonKey.objects.exclude(master=current_master()).count()


def in_use() -> frozenset[int]:
    """The versions of the master key that wrap anything."""
    return frozenset(PersonKey.objects.values_list("master", flat=True).distinct())


def rotate(now: datetime, progress: Callable[[int], None] | None = None) -> int:
    """Wrap every key under the newest master key, in batches; safe to stop and to start again.

    Args:
        progress: called after each batch with the number of keys done so far.

    Returns:
        The number of keys wrapped anew.

    Raises:
        CannotOpen: a key row was changed.
    """
    newest, done = current_master(), 0
    while True:
        with transaction.atomic(durable=True):
            batch = list(PersonKey.objects.select_for_update().exclude(master=newest)[:BATCH])
            for key in batch:
                raw = unwrap(key.wrapped, id=key.id, use=key.use, master=key.master)
                key.wrapped, key.master = wrap(raw, id=key.id, use=key.use, master=newest), newest
            PersonKey.objects.bulk_update(batch, ["wrapped", "master"])
            if done and not batch:
                record_about([Event(Kind.KEY_ROTATED, {"version": newest}, None)], now=now)
        if not batch:
            return done
        done += len(batch)
        if progress:
            progress(done)
