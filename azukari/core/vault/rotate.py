"""Rotation of the master key while the system runs: what it wraps is wrapped anew, in its epoch: the keys of groups,
and every key that is in none; no value is touched.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from azukari.core.ledger.events import KEY_ROTATED, Event
from azukari.core.people.lock import lock_people
from azukari.core.vault.keys import OWN_KEYS, WRAPPED, OwnKeyed, raw_key, wrap_under
from azukari.core.vault.models import KeyGroup, PersonKey
from azukari.core.vault.trail import record_about
from azukari.core.vault.wrapping import Outer, current_master, unwrap_group, wrap_group

BATCH = 1000
_WRAPPED: tuple[type[KeyGroup | PersonKey | OwnKeyed], ...] = (KeyGroup, PersonKey, *OWN_KEYS)


def _under_a_master(model: type[KeyGroup | PersonKey | OwnKeyed]) -> QuerySet[Any]:
    """The rows that a master key wraps: of people's keys those in no group."""
    rows: QuerySet[Any] = model._default_manager.all()
    return rows.filter(group=None) if model is PersonKey else rows


def outdated() -> int:
    """How many keys an older master key still wraps."""
    newest = current_master()
    return sum(_under_a_master(model).exclude(master=newest).count() for model in _WRAPPED)


def in_use() -> frozenset[int]:
    """The versions of the master key that wrap anything."""
    return frozenset(
        version for model in _WRAPPED for version in _under_a_master(model).values_list("master", flat=True).distinct()
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
    people = _under_a_master(PersonKey).exclude(master=newest).order_by("id").values_list("person_id", flat=True)
    lock_people(people[:BATCH])
    return next((done for model in _WRAPPED if (done := _rewrap_of(model, newest))), 0)


def _rewrap_of(model: type[KeyGroup | PersonKey | OwnKeyed], newest: int) -> int:
    rows: list[Any] = list(_under_a_master(model).select_for_update().exclude(master=newest).order_by("id")[:BATCH])
    for row in rows:
        outer = Outer(newest, row.epoch_id)
        if isinstance(row, KeyGroup):
            row.wrapped, row.master = wrap_group(unwrap_group(row.key), id=row.id, outer=outer), newest
        else:
            wrap_under(outer, row, raw_key(row))
    model._default_manager.bulk_update(rows, WRAPPED)
    return len(rows)
