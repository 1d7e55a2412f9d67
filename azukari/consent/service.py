"""A service ends, and its purposes' rights begin to run out, by the retention of the policy under which they began."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from azukari.charter.current import at
from azukari.consent.models import EndReason, Grant
from azukari.policy.decide import grant_end
from azukari.policy.terms import RetentionStart


def end_service(submission: UUID, *, purposes: Collection[str], now: datetime) -> datetime | None:
    """Let the running grants of ``purposes`` end when their retention says, in the caller's transaction.

    Only what runs from the end of a service begins to run; what ran from its confirmation goes on as it was.

    Returns:
        The last of their ends, or None if nothing began to run out.
    """
    last: datetime | None = None
    running = Grant.objects.select_for_update().filter(
        submission_id=submission, purpose__in=purposes, ends_at__isnull=True
    )
    for grant in running:
        policy = at(grant.charter_id).policy
        if policy.purposes[grant.purpose].retention.start is not RetentionStart.ENDED:
            continue
        grant.ends_at = grant_end(policy, grant.purpose, confirmed_at=grant.begins_at, ended_at=now)
        grant.end_reason = EndReason.SERVICE
        grant.save(update_fields=["ends_at", "end_reason"])
        last = max(filter(None, (last, grant.ends_at)), default=None)
    return last


def resume_service(submission: UUID, *, now: datetime) -> int:
    """The service goes on after all: grants that were running out, and have not, run on. Returns how many."""
    return Grant.objects.filter(
        submission_id=submission, end_reason=EndReason.SERVICE, ends_at__gt=now, settled_at__isnull=True
    ).update(ends_at=None, end_reason="")
