"""What becomes of a general meeting: it is planned, called, answered, attended, and closed."""

from datetime import datetime, timedelta
from itertools import batched
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from azukari.core.ledger.catalogue import Kind
from azukari.core.ledger.events import done_by
from azukari.core.ledger.record import record
from azukari.core.ledger.shapes import Value
from azukari.core.vault.trail import record_about
from azukari.features.members.events import MEETING_CALLED, MEETING_CLOSED, MEETING_SET, VOTE_SAID
from azukari.features.members.held import write_to
from azukari.features.members.meetings.tally import MeetingTally
from azukari.features.members.models import Meeting, Membership, MemberState, Said, Vote
from azukari.policy.terms import Actor

NOTICE_LETTER = "members:meeting"
AHEAD = timedelta(days=5)
"""So long before it an NPO calls its meeting (Act on Promotion of Specified Non-profit Activities 14-4)."""
BATCH = 500


class NotCalled(Exception):
    """It was not called yet, or is over."""


def set_meeting(meeting: Meeting, *, actor: Actor, now: datetime) -> None:
    """Keep a meeting, a new one or a changed one, in the caller's transaction if there is one."""
    with transaction.atomic():
        meeting.save()
        _record(MEETING_SET, meeting, actor, now)


def _record(kind: Kind, meeting: Meeting, actor: Actor, now: datetime, **more: Value) -> None:
    record(done_by(actor, kind, form=meeting.form, meeting=meeting.id, **more), now=now)


def with_a_vote(form: str) -> QuerySet[Membership]:
    """The members who have one today, by their number. A shared membership has one vote."""
    found = Membership.objects.filter(form=form, state=MemberState.ADMITTED, member_class__has_vote=True, head=None)
    return found.order_by("number", "pk")


def uncalled(meeting: Meeting) -> QuerySet[Membership]:
    """Those of them who have not had its notice."""
    return with_a_vote(meeting.form).exclude(pk__in=Vote.objects.filter(meeting=meeting).values("submission"))


def call(meeting: UUID, *, actor: Actor, now: datetime) -> int:
    """Send the notice to everybody with a vote who has not had it, in sets. Pressed again, it goes to newcomers alone.

    Raises:
        NotCalled: it is closed, or over.
    """
    count = 0
    with transaction.atomic(durable=True):
        held = Meeting.objects.select_for_update().get(id=meeting)
        if held.closed_at or held.starts <= now:
            raise NotCalled
        for some in batched(list(uncalled(held).select_related("submission")), BATCH):
            votes = [Vote(meeting=held, submission_id=m.pk, person_id=m.person_id) for m in some]
            Vote.objects.bulk_create(votes)
            letters = [(m.submission, vote.id) for m, vote in zip(some, votes, strict=True)]
            write_to(NOTICE_LETTER, letters, now=now)
            count += len(votes)
        held.noticed_at = held.noticed_at or now
        held.save(update_fields=["noticed_at"])
        _record(MEETING_CALLED, held, actor, now, count=min(count, 9_999_999))
    return count


def say(vote: UUID, said: Said, *, actor: Actor, now: datetime, late: bool = False) -> Vote:
    """What a member said: on their own page until it begins, or by a card that staff enter. The last word counts.

    Args:
        late: also while it runs.

    Raises:
        NotCalled: it has begun or is closed, or there is no such vote.
    """
    with transaction.atomic(durable=True):
        held = _open(vote)
        if not late and held.meeting.starts <= now:
            raise NotCalled
        held.said, held.said_at = said, now
        held.save(update_fields=["said", "said_at"])
        about = {"submission": held.submission_id, "form": held.meeting.form, "said": said.value}
        record_about([done_by(actor, VOTE_SAID, held.person_id, **about)], now=now)
    return held


def attend(vote: UUID, *, was_there: bool) -> Vote:
    """A member came, or did not after all.

    Raises:
        NotCalled: see `say`.
    """
    with transaction.atomic(durable=True):
        held = _open(vote)
        held.was_there = was_there
        held.save(update_fields=["was_there"])
    return held


def _open(vote: UUID) -> Vote:
    held = Vote.objects.select_for_update(of=("self",)).select_related("meeting").filter(id=vote).first()
    if held is None or held.meeting.closed_at:
        raise NotCalled
    return held


def living(meeting: Meeting) -> QuerySet[Vote]:
    """The votes of those who are still members."""
    return Vote.objects.filter(meeting=meeting, submission__membership__state=MemberState.ADMITTED)


def tally_of(meeting: Meeting) -> MeetingTally:
    """Its numbers: as they were when it was closed, else as they stand. One query."""
    if meeting.closed_at:
        return MeetingTally(meeting.votes, meeting.present, meeting.proxies, 0, meeting.quorum)
    sums = living(meeting).aggregate(
        votes=Count("pk"),
        present=Count("pk", filter=Q(was_there=True)),
        proxies=Count("pk", filter=Q(was_there=False, said=Said.PROXY)),
        comes=Count("pk", filter=Q(said=Said.COMES)),
    )
    return MeetingTally(**sums, quorum=meeting.quorum)


def close(meeting: UUID, *, actor: Actor, now: datetime) -> Meeting:
    """Keep its numbers for good. Closed twice, it keeps the first.

    Raises:
        NotCalled: it was not called yet.
    """
    with transaction.atomic(durable=True):
        held = Meeting.objects.select_for_update().get(id=meeting)
        if held.noticed_at is None:
            raise NotCalled
        if held.closed_at is None:
            tally = tally_of(held)
            held.votes, held.present, held.proxies, held.closed_at = tally.votes, tally.present, tally.proxies, now
            held.save(update_fields=["votes", "present", "proxies", "closed_at"])
            _record(MEETING_CLOSED, held, actor, now)
    return held
