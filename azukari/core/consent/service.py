"""A service ends, and its purposes' rights begin to run out, by the retention of the policy under which they began. A
payment is recorded, and what a law has us keep of it begins.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from azukari.core.consent.end import move_ends
from azukari.core.consent.models import EndReason, Grant, GrantQuerySet
from azukari.core.policy_versions.current import Charters, at, charters
from azukari.lib.identifier import new_id
from azukari.policy.decide import grant_end


def end_service(submission: UUID, *, purposes: Collection[str], now: datetime) -> datetime | None:
    """As `end_services`, of one that ends now; returns the last of the ends, or None if nothing began to run out."""
    return end_services({submission: purposes}, now=now, ended_at=now).get(submission)


def end_services(
    purposes: Mapping[UUID, Collection[str]], *, now: datetime, ended_at: datetime
) -> Mapping[UUID, datetime]:
    """Let the running grants of purposes end when their retention says, in the caller's transaction.

    Only what runs from the end of a service begins to run; what ran from its confirmation goes on as it was.

    Args:
        purposes: by submission.
        ended_at: when the service ended, which may be earlier than now.

    Returns:
        the last of their ends, by submission; without those of which nothing began to run out.
    """
    ends = _ends(Grant.objects.select_for_update(), purposes, charters(), ended_at, now)
    move_ends(ends, reason=EndReason.SERVICE, now=now)
    last: dict[UUID, datetime] = {}
    for grant, end in ends:
        last[grant.submission_id] = max(end, last.get(grant.submission_id, end))
    return last


def foresee_end(
    submission: UUID, *, purposes: Collection[str], known: Charters, now: datetime
) -> Mapping[str, datetime]:
    """When each purpose would end if `end_service` were called now; empty if nothing would."""
    ends: dict[str, datetime] = {}
    for grant, end in _ends(Grant.objects.all(), {submission: purposes}, known, now, now):
        ends[grant.purpose] = max(end, ends.get(grant.purpose, end))
    return ends


def _ends(
    grants: GrantQuerySet,
    purposes: Mapping[UUID, Collection[str]],
    known: Charters,
    ended_at: datetime,
    now: datetime,
) -> list[tuple[Grant, datetime]]:
    """The running grants that end with a service, each with its end, which is never in the past."""
    found = []
    for grant in grants.endless().filter(submission_id__in=purposes).order_by("id"):
        if grant.purpose not in purposes[grant.submission_id]:
            continue
        policy = known.policy(grant.charter_id)
        end = grant_end(policy, grant.purpose, confirmed_at=grant.begins_at, ended_at=ended_at)
        if end is not None:  # an endless grant is one whose time begins with the end of its service
            found.append((grant, max(end, now)))
    return found


def resume_service(submission: UUID, *, now: datetime) -> int:
    """The service goes on after all: grants that were running out run on, also where their time is over and what they
    hold has not been erased yet. Returns how many.
    """
    running_out = (
        Grant.objects.select_for_update().unsettled().filter(submission_id=submission, end_reason=EndReason.SERVICE)
    )
    changes = [(grant, None) for grant in running_out]
    move_ends(changes, reason=None, now=now)
    return len(changes)


@dataclass(frozen=True, slots=True)
class Kept:
    """A submission whose payments a law may have us keep.

    Args:
        form, charter: of the submission.
        recorded: the moments of all payments that are on record.
    """

    submission: UUID
    person: UUID
    form: str
    charter: int
    recorded: Collection[datetime]


def keep_records(records: Sequence[Kept], *, now: datetime) -> dict[UUID, list[str]]:
    """Let what runs from a payment run until its time after the last one, and end without any, in the caller's
    transaction. A fixed number of queries.

    Returns:
        the purposes that began now, by submission.
    """
    known: dict[tuple[UUID, str], list[Grant]] = {}
    running = (
        Grant.objects.select_for_update().ending_later(now).filter(submission_id__in=[r.submission for r in records])
    )
    for grant in running.order_by("id"):
        known.setdefault((grant.submission_id, grant.purpose), []).append(grant)
    longer, over = list[tuple[Grant, datetime | None]](), list[tuple[Grant, datetime | None]]()
    begun: dict[UUID, list[str]] = {}
    new: list[Grant] = []
    for each in records:
        policy = at(each.charter).policy
        for purpose in policy.forms[each.form].purposes:
            if policy.purposes[purpose].retention.at_once:
                continue
            end = max((grant_end(policy, purpose, confirmed_at=paid) or now for paid in each.recorded), default=now)
            here = known.get((each.submission, purpose), ())
            (over if end <= now else longer).extend((grant, max(end, now)) for grant in here)
            if not here and end > now:
                begun.setdefault(each.submission, []).append(purpose)
                new.append(
                    Grant(
                        id=new_id(), person_id=each.person, submission_id=each.submission, purpose=purpose,
                        ground=policy.purposes[purpose].ground, charter_id=each.charter, begins_at=now, ends_at=end,
                    )
                )  # fmt: skip
    move_ends(longer, reason=None, now=now)
    move_ends(over, reason=EndReason.EXPIRED, now=now)
    Grant.objects.bulk_create(new, batch_size=200)
    return begun
