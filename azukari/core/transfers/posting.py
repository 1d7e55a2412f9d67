"""Posts as a queue: each is tried, and tried again later and later, until it is taken or given up.

Before each the gate is asked about the whole once more: what was sealed while a contract was in force does not go out
after it has lapsed.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from azukari.core.transfers import spool
from azukari.core.transfers.against import against_the_whole
from azukari.core.transfers.finish import give_up, settle_posts, stop, withhold
from azukari.core.transfers.models import Post, Transfer, TransferState
from azukari.core.transfers.webhook import LEASE, MOST_ATTEMPTS, NotTaken, post, signed
from azukari.lib.backoff import pause

_AT_A_TIME = 5


def post_due(now: datetime) -> int:
    """Send what is due; returns how many posts were dealt with."""
    batch = _lease(now)
    for id in batch:
        _deal_with(id, now)
    return len(batch)


def _lease(now: datetime) -> list[UUID]:
    with transaction.atomic():
        due = Post.objects.filter(sent_at__isnull=True, due_at__lte=now).exclude(leased_until__gt=now)
        due = due.filter(transfer__state__in=(TransferState.RUNNING, TransferState.READY)).order_by("due_at", "part")
        batch = [row.id for row in due.select_for_update(skip_locked=True, of=("self",))[:_AT_A_TIME]]
        Post.objects.filter(id__in=batch).update(leased_until=now + LEASE)
    return batch


def _deal_with(id: UUID, now: datetime) -> None:
    row = Post.objects.select_related("transfer__recipient").get(id=id)
    if not _may_go(row, now):
        return
    try:
        body = spool.path(row.transfer_id, row.part).read_bytes()
        post(signed(row.transfer.recipient.webhook_url, body, id=str(row.id), now=now))
    except (NotTaken, OSError) as error:
        attempts, failure = row.attempts + 1, getattr(error, "code", type(error).__name__)
        due = now + pause(row.attempts)
        Post.objects.filter(id=row.id).update(attempts=attempts, due_at=due, leased_until=None, failure=failure[:32])
        if attempts >= MOST_ATTEMPTS:
            give_up(row.transfer_id, now=now)
    else:
        with transaction.atomic(durable=True):
            transfer = Transfer.objects.select_for_update().get(id=row.transfer_id)
            Post.objects.filter(id=row.id).update(sent_at=now, leased_until=None, failure="")
            settle_posts(transfer, now=now)
        spool.path(row.transfer_id, row.part).unlink(missing_ok=True)


def _may_go(row: Post, now: datetime) -> bool:
    with transaction.atomic(durable=True):
        transfer = Transfer.objects.select_for_update().get(id=row.transfer_id)
        against = against_the_whole(transfer, now, lock=True)
        if against is None and transfer.state in (TransferState.RUNNING, TransferState.READY):
            return True
        Post.objects.filter(id=row.id).update(leased_until=None)
        if against is not None and transfer.state != TransferState.STOPPED:
            stop(transfer, against, now=now)
    withhold(transfer, now=now)
    return False
