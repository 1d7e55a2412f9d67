"""Groups of people's keys, and how keys move from under earlier epochs to the one that has begun.

A key that is gone leaves its group one short; that is how a group is found whose key has to die, whatever took the key
away. Its other keys leave for a new group, some hundred at a time, and its own key is wrapped no more. The key of any
other group is wrapped by the new epoch's outer key; the keys in it stay as they are.
"""

from collections.abc import Sequence
from itertools import batched
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from azukari.core.database.update_rows import update_rows
from azukari.core.people.lock import lock_people
from azukari.core.vault.cipher import made_ready
from azukari.core.vault.hooks import on_batch_over
from azukari.core.vault.keys import KEY_BYTES, OWN_KEYS, WRAPPED, OwnKeyed, raw_key, wrap_under
from azukari.core.vault.models import BatchKey, KeyEpoch, KeyGroup, Mention, PersonKey
from azukari.core.vault.wrapping import Outer, unwrap_group, wrap_group, wrap_in_group
from azukari.lib.random_bytes import random_bytes

SIZE = 256
"""Keys in a group. A sweep wraps one key for each group, and this many for each group that somebody was erased from."""

_TOGETHER = 4  # groups whose keys leave in one transaction
_BATCH = 1000  # keys that are wrapped anew in one transaction


def find_left(*, size: int = SIZE) -> None:
    """Mark the groups that a key is gone from, in the caller's transaction; and those less than half full, so that
    small ones become few.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE vault_keygroup SET is_left = true WHERE size < %s"
            " OR size > (SELECT count(*) FROM vault_personkey k WHERE k.group_id = vault_keygroup.id)",
            [size // 2],
        )


def move_some(outer: Outer, *, size: int = SIZE) -> int:
    """Move one batch of keys under the newest outer key, in a transaction of its own; returns how many rows moved, 0
    when none are left.

    Raises:
        CannotOpen: a key row was changed.
        InstanceError: the key file of an earlier epoch is missing.
    """
    with transaction.atomic(durable=True):
        return (
            _leave(outer, size)
            or _come_in(outer, size)
            or _wrap_groups(outer)
            or _renew_batch(outer)
            or next((done for model in OWN_KEYS if (done := _wrap_own(model, outer))), 0)
        )


def _leave(outer: Outer, size: int) -> int:
    """Move the keys of some groups that are left to new ones."""
    groups = list(KeyGroup.objects.filter(is_left=True).order_by("id").values_list("id", flat=True)[:_TOGETHER])
    if not groups:
        return 0
    moved = _regroup(PersonKey.objects.filter(group_id__in=groups), outer, size)
    KeyGroup.objects.filter(id__in=groups).delete()
    return moved or len(groups)


def _come_in(outer: Outer, size: int) -> int:
    """Move keys that are in no group yet to new ones, those of the earliest epoch first."""
    earlier = KeyEpoch.objects.filter(number__lt=outer.epoch).order_by("number").values_list("number", flat=True)
    for epoch in (None, *earlier):
        waiting = PersonKey.objects.filter(group=None, epoch=epoch)
        ids = list(waiting.order_by("id").values_list("id", flat=True)[: _TOGETHER * size])
        if ids:
            return _regroup(waiting.filter(id__in=ids), outer, size) or len(ids)
    return 0


def _regroup(keys: QuerySet[PersonKey], outer: Outer, size: int) -> int:
    """Put keys into new groups; returns how many of them were still there."""
    lock_people({*keys.values_list("person_id", flat=True)})
    rows = list(keys.select_for_update(of=("self",)).select_related("group").order_by("id"))
    for some in batched(rows, size):
        _put_in_group(some, outer)
    return len(rows)


def _put_in_group(keys: Sequence[PersonKey], outer: Outer) -> None:
    raw = random_bytes(KEY_BYTES)
    group = KeyGroup(size=len(keys))
    group.master, group.epoch_id = outer.master, outer.epoch or 0
    group.wrapped = wrap_group(raw, id=group.id, outer=outer)
    group.save(force_insert=True)
    ready = made_ready(raw)
    moved = [(key.id, wrap_in_group(raw_key(key), id=key.id, use=key.use, group=ready)) for key in keys]
    changed = ("wrapped", "master", "epoch", "group")
    update_rows(PersonKey, changed, [(id, wrapped, 0, None, group.id) for id, wrapped in moved])


def _wrap_groups(outer: Outer) -> int:
    earlier = KeyGroup.objects.exclude(epoch=outer.epoch).select_for_update().order_by("id")
    rows = list(earlier[:_BATCH])
    wrapped = [(row.id, wrap_group(unwrap_group(row.key), id=row.id, outer=outer), *outer) for row in rows]
    update_rows(KeyGroup, WRAPPED, wrapped)
    return len(rows)


def _renew_batch(outer: Outer) -> int:
    """Have all of a batch that has grown sealed anew, by a new key; returns whether there was one. The key of one that
    has not opens nothing but what lies in random order already, and is wrapped anew.
    """
    found = BatchKey.objects.filter(is_grown=True).exclude(epoch=outer.epoch).order_by("id").first()
    if found is None:
        return 0
    on_batch_over.tell(found.about)
    BatchKey.objects.filter(id=found.id).update(is_grown=False)  # nobody knows of it any more
    return 1


def _wrap_own(model: type[OwnKeyed], outer: Outer) -> int:
    waiting: QuerySet[Any] = model._default_manager.exclude(epoch=outer.epoch).order_by("id")
    ids = list(waiting.values_list("id", flat=True)[:_BATCH])
    if not ids:
        return 0
    if model is Mention:
        writers = Mention.objects.filter(id__in=ids, person__isnull=False).values_list("person_id", flat=True)
        lock_people({*writers})
    rows = list(waiting.filter(id__in=ids).select_for_update())
    for row in rows:
        wrap_under(outer, row, raw_key(row))
    update_rows(model, WRAPPED, [(row.id, row.wrapped, row.master, row.epoch_id) for row in rows])
    return len(ids)


def own_rows() -> Sequence[QuerySet[Any]]:
    """The rows that have a key of their own, table by table."""
    return [model._default_manager.all() for model in OWN_KEYS]


def left_under(epoch: int) -> int:
    """How many rows take an outer key of another epoch than that one."""
    wrapped = (PersonKey.objects.filter(group=None), KeyGroup.objects.all(), *own_rows())
    return sum(rows.exclude(epoch=epoch).count() for rows in wrapped)
