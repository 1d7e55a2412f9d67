"""What the end of a registration does to the membership, and what taking that end back does (`forms.ending`)."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from azukari.core.forms.models import EndedAs, RegistrationEnd, Submission
from azukari.features.members.applications import decided, wait_again
from azukari.features.members.counts import Entry, add_counts, of_member
from azukari.features.members.held import members_among
from azukari.features.members.invoices import void
from azukari.features.members.models import Membership, MemberState, Term, TermState
from azukari.features.members.models.counts import What
from azukari.policy.terms import Actor, ActorKind

PROGRAM = Actor(ActorKind.SYSTEM, "members")
_STATES = {EndedAs.LEFT: MemberState.LEFT, EndedAs.LAPSED: MemberState.LAPSED}
COUNTED = {MemberState.LEFT: What.LEFT, MemberState.LAPSED: What.LAPSED}
"""What is counted of those who are members no more."""


def on_ended(submissions: Sequence[Submission], now: datetime) -> None:
    """Members have left, or lapsed. Terms that had yet to begin never come; what was owed before stays owed."""
    decided(submissions)
    held = {one.id: one for one in submissions}
    ends = {end.pk: end for end in RegistrationEnd.objects.filter(submission__in=held)}
    found = Membership.objects.filter(submission__in=ends, state=MemberState.ADMITTED)
    members, counts = list(found), Counter[Entry]()
    for each in members:
        end = ends[each.pk]
        each.state, each.ended_on = _STATES[EndedAs(end.reason)], end.ended_on
        counts[of_member(each, COUNTED[each.state], end.ended_on)] += 1
    Membership.objects.bulk_update(members, ["state", "ended_on"], batch_size=200)
    add_counts(counts)
    pending = Term.objects.filter(membership__in=[each.pk for each in members], state=TermState.PENDING)
    coming = [(held[term.membership_id], term) for term in pending if term.begins > ends[term.membership_id].ended_on]
    void(coming, actor=PROGRAM, now=now)


def on_resumed(submission: Submission, now: datetime) -> None:
    """The end was a mistake. Whoever was admitted again meanwhile keeps the number there."""
    wait_again(submission, now)
    membership = Membership.objects.filter(submission=submission, ended_on__isnull=False).first()
    if membership is None or members_among([membership.person_id], membership.form):
        return
    if membership.ended_on:
        add_counts({of_member(membership, COUNTED[MemberState(membership.state)], membership.ended_on): -1})
    membership.state, membership.ended_on = MemberState.ADMITTED, None
    membership.save(update_fields=["state", "ended_on"])
