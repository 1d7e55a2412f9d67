"""Reinstatement: somebody whose membership lapsed, or was ended here, is taken in again by the same registration, with
their number and history. Whoever left by themselves applies again: they keep the number by `admit.number_for`.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from azukari.core.forms.ending import NotOursToUndo, take_back_end
from azukari.features.members.admit import AlreadyAMember
from azukari.features.members.counts import add_counts, of_member
from azukari.features.members.ended import COUNTED
from azukari.features.members.events import REINSTATED
from azukari.features.members.held import hold_admitted, hold_registration, members_among, tell, today_of
from azukari.features.members.models import Membership, MemberState, Term, TermState
from azukari.features.members.models.counts import What
from azukari.features.members.registers import hold_register
from azukari.features.members.renew import renew_held
from azukari.features.members.sharing import room
from azukari.policy.terms import Actor


class NotReinstated(Exception):
    """The person left by themselves, or what was held of the membership is gone. They apply again."""


def reinstate(submission: UUID, *, actor: Actor, now: datetime) -> Membership:
    """Take somebody in again today. Their last term goes on if it is not over; else the next one begins, with its dues.
    Whoever is a member stays what they are. The end that was stays in the numbers of its month.

    Raises:
        NotAMember, NotReinstated, AlreadyAMember: see there; nothing was changed.
    """
    with transaction.atomic(durable=True):
        held = hold_registration(submission)
        member = Membership.objects.filter(submission=held).select_related("member_class").first()
        if member and member.state == MemberState.ADMITTED:
            return member
        hold_register(held.form)  # so that nobody else takes the last place of a shared membership
        if member is None or member.state not in COUNTED or not _goes_on(member):
            raise NotReinstated
        same = Membership.objects.filter(form=held.form, state=MemberState.ADMITTED, number=member.number)
        if same.exists() or members_among([member.person_id], held.form):
            raise AlreadyAMember
        was, ended_on = COUNTED[MemberState(member.state)], member.ended_on
        try:
            take_back_end(held.id, actor=actor, now=now)
        except NotOursToUndo as no:
            raise NotReinstated from no
        member.refresh_from_db()
        member.reinstated_on = today_of(held, now)
        member.save(update_fields=["reinstated_on"])
        if ended_on:
            add_counts({of_member(member, was, ended_on): 1})  # it did end then, and comes back now
        add_counts({of_member(member, What.RETURNED, member.reinstated_on): 1})
        tell(REINSTATED, held, actor=actor, now=now)
        if member.head is None:
            here = hold_admitted(held.id)
            if here.term.state != TermState.PENDING:
                renew_held(here, actor=actor, now=now)
    member.refresh_from_db()
    return member


def _goes_on(member: Membership) -> bool:
    """Whether there is a term that the next one follows, or somebody whose membership it shares again."""
    if member.head is None:
        return Term.objects.standing().filter(membership=member).exists()
    holder = Membership.objects.filter(pk=member.head, state=MemberState.ADMITTED).select_related("member_class")
    found = holder.first()
    return found is not None and room(found) > 0
