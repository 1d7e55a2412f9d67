"""The demonstration's general meetings: last year's, whose numbers are kept, and one to come. Nobody here exists."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import cycle

from azukari.core.policy_versions.current import Current
from azukari.demo.people import SETTER
from azukari.features.members.meetings.calling import call, close, set_meeting, with_a_vote
from azukari.features.members.models import Meeting, Membership, Said, Vote
from azukari.policy.terms import FormKind

_AGENDA_JA = "第1号議案 事業報告と決算\n第2号議案 来年度の事業計画と予算\n第3号議案 役員の選任"
_AGENDA_EN = "1. Report and accounts\n2. Plan and budget of the coming year\n3. Election of officers"
_BY_MAIL = 3
_SAID = (Said.COMES, Said.PROXY, Said.NOTHING, Said.COMES, Said.ABSENT)


def add_meetings(charter: Current, *, now: datetime) -> int:
    """Both were called; the notice of the one to come is in the mail of the newest members alone. Returns how many
    have a vote there.
    """
    form = next(iter(charter.policy.forms_of(FormKind.MEMBERSHIP)), None)
    if form is None:
        return 0
    local = now.astimezone(charter.policy.organisation.zone)
    afternoon = local.replace(hour=14, minute=0, second=0, microsecond=0)
    past, coming = (
        Meeting(
            form=form.slug, title_ja="通常総会", title_en="General meeting", place_ja="せせらぎ市民会館 小ホール",
            place_en="Seseragi Hall, small hall", agenda_ja=_AGENDA_JA, agenda_en=_AGENDA_EN,
            starts=afternoon + timedelta(days=away),
        )
        for away in (-190, 40)
    )  # fmt: skip
    for meeting in (past, coming):
        set_meeting(meeting, actor=SETTER, now=now)
    members = list(with_a_vote(form.slug))
    _had_the_notice(past, members, now)
    close(past.id, actor=SETTER, now=now)
    _had_the_notice(coming, members[:-_BY_MAIL], now)
    return len(members) if call(coming.id, actor=SETTER, now=now) else 0


def _had_the_notice(meeting: Meeting, members: Sequence[Membership], now: datetime) -> None:
    """In one set, with what they said; whoever said that they come to what is over was there."""
    is_over = meeting.starts < now
    Vote.objects.bulk_create(
        Vote(
            meeting=meeting, submission_id=member.pk, person_id=member.person_id, said=said, said_at=now,
            was_there=is_over and said == Said.COMES,
        )
        for member, said in zip(members, cycle(_SAID), strict=False)
    )  # fmt: skip
    Meeting.objects.filter(id=meeting.id).update(noticed_at=min(now, meeting.starts - timedelta(days=20)))
