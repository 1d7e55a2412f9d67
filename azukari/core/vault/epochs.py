"""Epochs: what was erased opens no more, wherever a copy of the database lies (its log, its pages, a standby).

Keys lie in the database wrapped, and the database cannot forget: PostgreSQL keeps removed rows in its files and in its
log. So an outer key that lies in a small file beside the master key is changed several times a day, and the old one is
destroyed. A sweep has five steps, each of which may be stopped and begun again:

1. The next epoch's row is committed, and whoever has been erased by then will be final with this sweep. Then its key is
   put on disk, and everybody wraps by it.
2. After a minute, for whoever still writes under the earlier key, the groups are found that a key is gone from.
3. Every key that is still there moves under the new epoch (`key_groups`), in small batches.
4. When nothing is left under earlier epochs, their rows are deleted. From then on the database refuses whoever would
   still commit something under them (their transaction ends, nothing was acknowledged).
5. An hour later, for standbys that lag behind, it is looked once more whether anything needs an earlier epoch's key;
   then its file is overwritten and removed. That is the moment which a certificate states.

Before there were epochs the master key alone wrapped keys. The first sweep makes a new master key, and destroys the one
that did.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max, QuerySet

from azukari.core.database.write_backoff import let_others_write
from azukari.core.ledger.events import KEY_ROTATED, Event
from azukari.core.vault.first_epoch import EPOCH, make_first_epoch
from azukari.core.vault.key_groups import find_left, left_under, move_some, own_rows
from azukari.core.vault.models import Erasure, KeyEpoch, KeyGroup, PersonKey
from azukari.core.vault.rotate import in_use
from azukari.core.vault.trail import record_about
from azukari.core.vault.wrapping import Outer, current_master, current_outer
from azukari.lib.instance import InstanceError, remove_beside_keys, write_key
from azukari.lib.sentence import Sentence

EVERY = timedelta(hours=8)
"""How long an epoch lasts. With a sweep and the hour after it, an erasure is final within a third of the day that
certificates give as the latest moment, and a worker may stand still for half a day.
"""

FINAL_WITHIN = timedelta(hours=24)
"""After an erasure; what a certificate says as long as the moment is not known yet."""

DRAIN = timedelta(minutes=1)
"""How long whoever began under the earlier key may take to commit. The database refuses whoever takes longer."""

GRACE = timedelta(hours=1)
"""How long a key is kept that nothing needs: a standby that takes over may be behind by that much."""

_MISSING = Sentence("The key epoch-%(number)d is missing. Restore it from the key backup.")
_NEEDED = Sentence("Something needs a key of an epoch before %(number)d, which has ended. Nothing was destroyed.")

_SLICE = 1.0  # seconds at a turn


def sweep(now: datetime) -> int:
    """Go on with the sweep that is under way, or begin the next when it is time; returns how many rows moved.

    Raises:
        CannotOpen: a key row was changed. Nothing is destroyed before that is seen to.
        InstanceError: a key file that is needed is missing.
    """
    with _alone(wait=False) as is_mine:
        if not is_mine:
            return 0
        epoch = _newest(now)
        if epoch.destroyed_at and _is_over(epoch.begun_at, now, EVERY):
            epoch = _begin(epoch.number + 1, now)
        if epoch.destroyed_at or not _is_over(epoch.begun_at, now, DRAIN):
            return 0
        moved = 0
        if epoch.emptied_at is None:
            moved = _empty(epoch, now, until=time.monotonic() + _SLICE)
        if _is_over(epoch.emptied_at, now, GRACE):
            _destroy(epoch, now)
        return moved


def sweep_at_once(now: datetime, *, in_flight: float) -> int:
    """A whole sweep, with no hour in which a standby could take over; returns how many rows moved.

    Args:
        in_flight: seconds in which whoever writes or reads under the earlier key is done.

    Raises:
        CannotOpen, InstanceError: as `sweep`.
    """
    with _alone(wait=True):
        epoch = _begin(_newest(now).number + 1, now)
        moved = 0
        time.sleep(in_flight)
        while epoch.emptied_at is None:
            moved += _empty(epoch, now, until=float("inf"))
        time.sleep(in_flight)
        _destroy(epoch, now)
        return moved


@contextmanager
def _alone(*, wait: bool) -> Iterator[bool]:
    """One sweep at a time, among all processes that use the folder of keys."""
    handle = os.open(settings.AZUKARI.keys, os.O_RDONLY)
    try:
        yield _locked(handle, wait=wait)
    finally:
        os.close(handle)


def _locked(handle: int, *, wait: bool) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    return True


def _is_over(since: datetime | None, now: datetime, span: timedelta) -> bool:
    return since is not None and now - since >= span


def _newest(now: datetime) -> KeyEpoch:
    """The epoch that has begun last, with its key on disk."""
    make_first_epoch()
    newest = KeyEpoch.objects.order_by("-number")[0]
    held = settings.AZUKARI.versions(EPOCH)
    if held and held[-1] > newest.number:  # the database was set back: what is new needs a row
        newest = KeyEpoch.objects.create(number=held[-1])
    if newest.begun_at is None:
        return _begin(newest.number, now)
    if newest.number not in held:
        raise InstanceError(_MISSING(number=newest.number))
    if newest.begun_at > now:  # the clock was ahead
        newest.begun_at = now
        newest.save(update_fields=["begun_at"])
    return newest


def _begin(number: int, now: datetime) -> KeyEpoch:
    """Let an epoch begin: its row first, so that whatever its key wraps can be committed, then its key.

    Who was erased before the key was there has nothing under it. That is not known where the key came with the
    instance: then the next sweep makes their erasures final.
    """
    epoch, _made = KeyEpoch.objects.get_or_create(number=number)
    path = settings.AZUKARI.key_file(EPOCH, number)
    if not path.exists():
        Erasure.objects.filter(finished_at__isnull=False, destroyed_at=None).update(epoch=number)
        write_key(path)
    known = KeyEpoch.objects.aggregate(Max("bare_master"))["bare_master__max"]
    epoch.bare_master = max(_renew_bare_master(), known)
    epoch.begun_at = now
    epoch.save(update_fields=["begun_at", "bare_master"])
    return epoch


def _renew_bare_master() -> int:
    """Where a master key wraps keys by itself, make the next one; returns the version that is to go, else 0."""
    bare = (rows.filter(epoch=None) for rows in (_keys_in_no_group(), *own_rows()))
    versions = {version for rows in bare for version in rows.values_list("master", flat=True).distinct()}
    newest = current_master()
    if newest in versions:
        settings.AZUKARI.make_master(newest + 1)
    return max(versions, default=0)


def _empty(epoch: KeyEpoch, now: datetime, *, until: float) -> int:
    """Move keys under the epoch until the moment, of `time.monotonic`; notes when there are none left."""
    if epoch.counted_at is None:
        with transaction.atomic(durable=True):
            find_left()
            epoch.counted_at = now
            epoch.save(update_fields=["counted_at"])
    moved, outer = 0, Outer(current_outer().master, epoch.number)
    while some := move_some(outer):
        moved += some
        if time.monotonic() >= until:
            return moved
        let_others_write()
    with transaction.atomic(durable=True):
        if left_under(epoch.number):  # it was committed in between
            return moved
        KeyEpoch.objects.filter(number__lt=epoch.number).delete()
        epoch.emptied_at = now
        epoch.save(update_fields=["emptied_at"])
    return moved


def _destroy(epoch: KeyEpoch, now: datetime) -> None:
    """Destroy the keys of earlier epochs; what was erased before this one began is final."""
    if left_under(epoch.number):
        raise InstanceError(_NEEDED(number=epoch.number))
    over = [number for number in settings.AZUKARI.versions(EPOCH) if number < epoch.number]
    for number in over:
        remove_beside_keys(settings.AZUKARI.key_file(EPOCH, number))
    used = in_use()
    for version in settings.AZUKARI.master_versions():
        if version <= epoch.bare_master and version not in used:
            remove_beside_keys(settings.AZUKARI.key_file("master", version))
    current_outer()  # this process forgets what it has read of them
    with transaction.atomic(durable=True):
        Erasure.objects.filter(epoch__lte=epoch.number, destroyed_at=None).update(destroyed_at=now)
        epoch.destroyed_at = now
        epoch.save(update_fields=["destroyed_at"])
        if over:
            record_about([Event(KEY_ROTATED, {"version": epoch.number, "kind": EPOCH}, None)], now=now)


def late(now: datetime) -> int:
    """How many erasures are not final although their time is over. None is while the epochs have just begun, after an
    upgrade.
    """
    oldest = KeyEpoch.objects.order_by("number").first()
    if oldest is None or not _is_over(oldest.begun_at, now, FINAL_WITHIN):
        return 0
    return Erasure.objects.filter(finished_at__lt=now - FINAL_WITHIN, destroyed_at=None).count()


def missing() -> set[int]:
    """Epochs whose key something needs and whose file is not there."""
    wrapped = (_keys_in_no_group(), KeyGroup.objects.all(), *own_rows())
    needed = {
        epoch for rows in wrapped for epoch in rows.exclude(epoch=None).values_list("epoch", flat=True).distinct()
    }
    return needed - {*settings.AZUKARI.versions(EPOCH)}


def named() -> frozenset[int]:
    """The epochs that are not over: every key that is wrapped refers to one of them."""
    return frozenset(KeyEpoch.objects.values_list("number", flat=True))


def _keys_in_no_group() -> QuerySet[PersonKey]:
    return PersonKey.objects.filter(group=None)
