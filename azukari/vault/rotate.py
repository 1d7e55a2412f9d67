"""Rotation of the master key while the system runs: every key is wrapped anew; no value is touched."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from azukari.ledger.events import Event, Kind
from azukari.vault.cipher import current_master, unwrap, wrap
from azukari.vault.files import USE as FILE
from azukari.vault.models import PersonKey, SealedFile, SealedNote
from azukari.vault.notes import USE as NOTE
from azukari.vault.trail import record_about

BATCH = 1000


def outdated() -> int:
    """How many keys an older master key still wraps."""
    newest = current_master()
    return sum(rows.objects.exclude(master=newest).count() for rows in (PersonKey, SealedNote, SealedFile))


def in_use() -> frozenset[int]:
    """The versions of the master key that wrap anything."""
    return frozenset(
        version
        for rows in (PersonKey, SealedNote, SealedFile)
        for version in rows.objects.values_list("master", flat=True).distinct()
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
                record_about([Event(Kind.KEY_ROTATED, {"version": newest}, None)], now=now)
        if not wrapped:
            return done
        done += wrapped
        if progress:
            progress(done)


def _rewrap(newest: int) -> int:
    """Wrap one batch, of people's keys as long as there are any, then of notes and files; returns how many."""
    keys = list(PersonKey.objects.select_for_update().exclude(master=newest)[:BATCH])
    for key in keys:
        raw = unwrap(key.wrapped, id=key.id, use=key.use, master=key.master)
        key.wrapped, key.master = wrap(raw, id=key.id, use=key.use, master=newest), newest
    PersonKey.objects.bulk_update(keys, ["wrapped", "master"])
    if keys:
        return len(keys)
    notes = list(SealedNote.objects.select_for_update().exclude(master=newest)[:BATCH])
    for note in notes:
        raw = unwrap(note.wrapped, id=note.id, use=NOTE, master=note.master)
        note.wrapped, note.master = wrap(raw, id=note.id, use=NOTE, master=newest), newest
    SealedNote.objects.bulk_update(notes, ["wrapped", "master"])
    if notes:
        return len(notes)
    files = list(SealedFile.objects.select_for_update().exclude(master=newest)[:BATCH])
    for file in files:
        raw = unwrap(file.wrapped, id=file.id, use=FILE, master=file.master)
        file.wrapped, file.master = wrap(raw, id=file.id, use=FILE, master=newest), newest
    SealedFile.objects.bulk_update(files, ["wrapped", "master"])
    return len(files)
