"""Ending a grant, earlier or later than it would have ended: its end is moved, and a removal says so in the same
transaction, so that a restored backup knows how the grant stands.
"""

from collections.abc import Iterable
from datetime import datetime

from azukari.core.consent.models import EndReason, Grant
from azukari.core.people.removals import RemovalKind, Removed, write_removals
from azukari.policy.terms import Ground


def move_ends(
    changes: Iterable[tuple[Grant, datetime | None]],
    *,
    reason: EndReason | None,
    now: datetime,
    kind: RemovalKind = RemovalKind.ENDED,
) -> None:
    """Give grants other ends, in the caller's transaction, which has locked their rows.

    Args:
        changes: each grant with its new end; None lets it go on.
        reason: why it ends; None where only the day is another, or it goes on.
        kind: withdrawn, where its person took a consent back.
    """
    moved = []
    for grant, end in changes:
        was_proven = grant.is_proven()
        grant.ends_at, grant.turn = end, grant.turn + 1
        if reason or end is None:
            grant.end_reason = reason or ""
        if was_proven:  # what somebody else wrote or changed stays without a proof
            grant.prove()
        moved.append(grant)
    if not moved:
        return
    Grant.objects.bulk_update(moved, ["ends_at", "end_reason", "turn", "proof"])
    write_removals(
        Removed(
            kind,
            grant.id,
            grant.person_id,
            now,
            purpose=grant.purpose,
            turn=grant.turn,
            until=grant.ends_at,
            submissions=(grant.submission_id,),
        )
        for grant in moved
    )


def end_again(removed: Removed) -> bool:
    """Let a grant of a restored database end as it ended in truth, in the caller's transaction; what it held, retention
    erases. Returns whether the database did not know.
    """
    grant = Grant.objects.select_for_update().unsettled().filter(id=removed.about).first()
    if grant is None or grant.turn >= removed.turn:
        return False
    ends = removed.until and max(removed.until, grant.begins_at)
    grant.ends_at, grant.turn = ends, removed.turn
    grant.end_reason = (grant.end_reason or EndReason.EXPIRED) if ends else ""
    grant.save(update_fields=["ends_at", "end_reason", "turn"])
    return True


def take_turn(removed: Removed, now: datetime) -> Grant | None:
    """The grant of a restored database whose consent was taken back, if that has to be done again, in the caller's
    transaction: only this very one, for the person may have agreed anew since. Its ending will have the turn that it
    had.
    """
    grant = Grant.objects.select_for_update().unsettled().filter(id=removed.about).first()
    if grant is None or removed.turn <= grant.turn or not grant.is_living(now):
        return None
    grant.turn = max(grant.turn, removed.turn - 1)
    grant.save(update_fields=["turn"])
    return grant


def hold_again(removed: Removed) -> bool:
    """Begin again a grant that keeps what else would go, in the caller's transaction, if what it kept is there. Returns
    whether the database did not know it.
    """
    if Grant.objects.filter(id=removed.about).exists():
        return False
    other = Grant.objects.filter(submission_id__in=removed.submissions).order_by("begins_at", "id").first()
    if other is None:
        return False
    Grant.objects.create(
        id=removed.about,
        person_id=other.person_id,
        submission_id=other.submission_id,
        purpose=removed.purpose,
        ground=Ground.LAW,
        charter_id=other.charter_id,
        begins_at=removed.at,
        ends_at=removed.until,
    )
    return True
