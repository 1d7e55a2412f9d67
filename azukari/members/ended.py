"""What the end of a registration does to the membership, and what taking that end back does (`forms.ending`)."""

from datetime import datetime

from azukari.forms.models import EndedAs, RegistrationEnd, Submission
from azukari.members.applications import decided, wait_again
from azukari.members.counts import count_member
from azukari.members.invoices import void
from azukari.members.models import Membership, MemberState, Term, TermState
from azukari.members.models.counts import What
from azukari.policy.terms import Actor, ActorKind

PROGRAM = Actor(ActorKind.SYSTEM, "members")
_STATES = {EndedAs.LEFT: MemberState.LEFT, EndedAs.LAPSED: MemberState.LAPSED}
_COUNTED = {EndedAs.LEFT: What.LEFT, EndedAs.LAPSED: What.LAPSED}


def on_ended(submission: Submission, now: datetime) -> None:
    """The member has left, or it lapsed. A term that had yet to begin never comes; what was owed before stays owed."""
    decided(submission)
    end = RegistrationEnd.objects.filter(submission=submission).first()
    membership = Membership.objects.filter(submission=submission, state=MemberState.ADMITTED).first()
    if end is None or membership is None:
        return
    membership.state, membership.ended_on = _STATES[EndedAs(end.reason)], end.ended_on
    membership.save(update_fields=["state", "ended_on"])
    count_member(membership, _COUNTED[EndedAs(end.reason)], end.ended_on)
    coming = Term.objects.filter(membership=membership, state=TermState.PENDING, begins__gt=end.ended_on)
    void(submission, coming, actor=PROGRAM, now=now)


def on_resumed(submission: Submission, now: datetime) -> None:
    """The end was a mistake. Whoever was admitted again meanwhile keeps the number there."""
    wait_again(submission, now)
    membership = Membership.objects.filter(submission=submission, ended_on__isnull=False).first()
    if membership is None:
        return
    again = Membership.objects.filter(person_id=membership.person_id, form=membership.form, state=MemberState.ADMITTED)
    if again.exists():
        return
    if membership.ended_on:
        what = What.LEFT if membership.state == MemberState.LEFT else What.LAPSED
        count_member(membership, what, membership.ended_on, -1)
    membership.state, membership.ended_on = MemberState.ADMITTED, None
    membership.save(update_fields=["state", "ended_on"])
