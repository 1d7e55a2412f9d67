"""Admission: an application becomes a membership, with a number that is given once, a first term and its dues."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from azukari.forms.models import Submission
from azukari.mail.queue import enqueue
from azukari.members.applications import decided
from azukari.members.counts import count_member
from azukari.members.events import ADMITTED
from azukari.members.held import has_ended, hold_registration, tell_of_term, today_of
from azukari.members.invoices import add_term, issue
from azukari.members.models import MemberClass, Membership, MemberState, Register
from azukari.members.models.counts import What
from azukari.members.registers import hold_register
from azukari.members.term import fee_for, first_term
from azukari.policy.terms import Actor

ADMITTED_LETTER = "members:admitted"


class NotWaiting(Exception):
    """The registration has ended, so there is nobody to admit."""


class NoSuchClass(Exception):
    """The form has no such class, or takes nobody into it any more."""


class AlreadyAMember(Exception):
    """The person is a member by another registration of this form."""


def admit(submission: UUID, *, into: UUID, actor: Actor, now: datetime) -> Membership:
    """Admit somebody today. Whoever is a member already stays what they are.

    Args:
        into: the class.

    Raises:
        NotAMember, NotWaiting, NoSuchClass, AlreadyAMember: see there; nothing was changed.
    """
    with transaction.atomic(durable=True):
        held = hold_registration(submission)
        found = Membership.objects.filter(submission=held).first()
        if found and found.state == MemberState.ADMITTED:
            return found
        if has_ended(held):
            raise NotWaiting
        chosen = MemberClass.objects.filter(id=into, form=held.form, is_offered=True).first()
        if chosen is None:
            raise NoSuchClass
        return _admit(held, chosen, actor, now)


def _admit(held: Submission, chosen: MemberClass, actor: Actor, now: datetime) -> Membership:
    today, register = today_of(held, now), hold_register(held.form)
    membership, _made = Membership.objects.update_or_create(
        submission=held,
        defaults={
            "person_id": held.person_id,
            "form": held.form,
            "state": MemberState.ADMITTED,
            "number": number_for(held, register),
            "member_class": chosen,
            "anchor": today,
            "joined_on": today,
            "head": None,
            "ended_on": None,
            "reason": "",
            "decided_at": now,
        },
    )
    decided(held)
    span = first_term(chosen.rule, today)
    fee = fee_for(chosen.rule, chosen.fee, span)
    term = add_term(membership, chosen, span, fee, register=register, now=now)
    count_member(membership, What.JOINED, today)
    tell_of_term(ADMITTED, held, term, actor=actor, now=now)
    issue(held, term, fee, register=register, on=today, actor=actor, now=now, letter=False)
    enqueue(ADMITTED_LETTER, person=held.person_id, reference=held.id, lang=held.lang, now=now)
    return membership


def number_for(held: Submission, register: Register) -> int:
    """The number that the person had before, or the next one.

    Raises:
        AlreadyAMember: see there.
    """
    others = Membership.objects.filter(person_id=held.person_id, form=held.form, number__isnull=False)
    if others.filter(state=MemberState.ADMITTED).exclude(submission=held).exists():
        raise AlreadyAMember
    former = others.order_by("-decided_at").first()
    if former and former.number:
        return former.number
    register.last_number += 1
    register.save(update_fields=["last_number"])
    return register.last_number
