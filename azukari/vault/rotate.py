"""Rotation of the master key while the system runs: every key is wrapped anew; no value is touched."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction

from azukari.ledger.events import KEY_ROTATED, Event
from azukari.people.lock import lock_people
from azukari.vault.cipher import current_master
from azukari.vault.keys import OWN_KEYS, OwnKeyed, raw_key, wrap_under
from azukari.vault.models import PersonKey
from azukari.vault.trail import record_about

BATCH = 1000
_WRAPPED: tuple[type[PersonKey | OwnKeyed], ...] = (PersonKey, *OWN_KEYS)


def outdated() -> int:
    """How many keys an older master key still wraps."""
    newest = current_master()
    return sum(rows._default_manager.exclude(master=newest).count() for rows in _WRAPPED)


def in_use() -> frozenset[int]:
    """The versions of the master key that wrap anything."""
    return frozenset(
        version for rows in _WRAPPED for version in rows._default_manager.values_list("master", flat=True).distinct()
    )


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
            wrapped = _rewrap(newest)
            if done and not wrapped:
                record_about([Event(KEY_ROTATED, {"version": newest}, None)], now=now)
        if not wrapped:
            return done
        done += wrapped
        if progress:
            progress(done)


def _rewrap(newest: int) -> int:
    """Wrap one batch, of people's keys as long as there are any, then of rows with a key of their own; returns how
    many.
    """
    people = PersonKey.objects.exclude(master=newest).order_by("id").values_list("person_id", flat=True)
    lock_people(people[:BATCH])
    return next((done for model in _WRAPPED if (done := _rewrap_of(model, newest))), 0)


def _rewrap_of(model: type[PersonKey | OwnKeyed], newest: int) -> int:
    rows: list[Any] = list(model._default_manager.select_for_update().exclude(master=newest).order_by("id")[:BATCH])
    for row in rows:
        wrap_under(newest, row, raw_key(row))
    model._default_manager.bulk_update(rows, ["wrapped", "master"])
    return len(rows)
