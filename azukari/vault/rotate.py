"""Rotation of the master key while the system runs: every key is wrapped anew; no value is touched."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction

from azukari.ledger.events import KEY_ROTATED, Event
from azukari.people.lock import lock_people
from azukari.vault.cipher import current_master, unwrap, wrap
from azukari.vault.files import USE as FILE
from azukari.vault.mention_search import MENTION, SEARCH
from azukari.vault.models import Mention, MentionSearch, PersonKey, SealedFile, SealedNote
from azukari.vault.notes import USE as NOTE
from azukari.vault.trail import record_about

BATCH = 1000
type _Again = Callable[[int], int]
_WRAPPED = (PersonKey, SealedNote, SealedFile, Mention, MentionSearch)


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
    older = PersonKey.objects.exclude(master=newest)
    lock_people(older.order_by("id").values_list("person_id", flat=True)[:BATCH])
    keys = list(older.select_for_update().order_by("id")[:BATCH])
    for key in keys:
        raw = unwrap(key.wrapped, id=key.id, use=key.use, master=key.master)
        key.wrapped, key.master = wrap(raw, id=key.id, use=key.use, master=newest), newest
    PersonKey.objects.bulk_update(keys, ["wrapped", "master"])
    return len(keys) or next((done for again in _OWN_KEYS if (done := again(newest))), 0)


def _rewrap_own[Own: (SealedNote, SealedFile, Mention, MentionSearch)](model: type[Own], use: str) -> _Again:
    def again(newest: int) -> int:
        rows = list(model._default_manager.select_for_update().exclude(master=newest).order_by("id")[:BATCH])
        for row in rows:
            raw = unwrap(row.wrapped, id=row.id, use=use, master=row.master)
            row.wrapped, row.master = wrap(raw, id=row.id, use=use, master=newest), newest
        model._default_manager.bulk_update(rows, ["wrapped", "master"])
        return len(rows)

    return again


_OWN_KEYS: Sequence[_Again] = (
    _rewrap_own(SealedNote, NOTE),
    _rewrap_own(SealedFile, FILE),
    _rewrap_own(Mention, MENTION),
    _rewrap_own(MentionSearch, SEARCH),
)
"""Rows that have a key of their own, each with what it is for."""
