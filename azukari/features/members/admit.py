"""Admission: an application becomes a membership, with a number that is given once, a first term and its dues."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from azukari.core.forms.handling import answered_by_decision
from azukari.core.forms.models import Submission
from azukari.features.members.applications import decided
from azukari.features.members.counts import add_counts, of_member
from azukari.features.members.events import ADMITTED
from azukari.features.members.held import (
    has_ended,
    hold_registration,
    hold_registrations,
    members_among,
    of_term,
    tell_many,
    today_of,
    write_to,
)
from azukari.features.members.invoices import ROWS, NewTerm, add_terms, issue_many
from azukari.features.members.models import MemberClass, Membership, MemberState, Register
from azukari.features.members.models.counts import What
from azukari.features.members.registers import hold_register
from azukari.features.members.term import fee_for, first_term
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


def admit_many(into: Mapping[UUID, UUID], *, actor: Actor, now: datetime) -> int:
    """As `admit`, of many of one form in one transaction and a fixed number of queries for each class; returns how
    many. Those who are no applicants any more, or are or were members by another registration, are left out.

    Args:
        into: the class of each, by the registration; classes of one form.

    Raises:
        NoSuchClass: one of the classes is none, or takes nobody any more; nothing was changed.
    """
    classes = {one.id: one for one in MemberClass.objects.filter(id__in={*into.values()}, is_offered=True)}
    forms = {one.form for one in classes.values()}
    if not into:
        return 0
    if {*into.values()} != classes.keys() or len(forms) > 1:
        raise NoSuchClass
    with transaction.atomic(durable=True):
        found = [one for one in hold_registrations(into).values() if one.form in forms]
        decided_already = {*Membership.objects.filter(pk__in=[one.id for one in found]).values_list("pk", flat=True)}
        others = Membership.objects.filter(person__in=[one.person_id for one in found], form__in=forms)
        former = {*others.values_list("person_id", flat=True)}  # one by one: they may have a number
        new = [one for one in found if one.id not in decided_already and one.person_id not in former]
        new.sort(key=lambda one: (one.accepted_at or one.created_at, one.id))
        new = [*{one.person_id: one for one in new}.values()]
        _admit_new(new, {one.id: classes[into[one.id]] for one in new}, actor, now)
    return len(new)


def _admit_new(held: Sequence[Submission], chosen: Mapping[UUID, MemberClass], actor: Actor, now: datetime) -> None:
    """Newcomers, each with the next number, in the order in which they applied."""
    if not held:
        return
    today, register = today_of(held[0], now), hold_register(held[0].form)
    first = register.last_number + 1
    members = [
        Membership(
            submission=one, person_id=one.person_id, form=one.form, state=MemberState.ADMITTED, number=number,
            member_class=chosen[one.id], anchor=today, joined_on=today, decided_at=now,
        )
        for number, one in enumerate(held, first)
    ]  # fmt: skip
    register.last_number += len(members)
    register.save(update_fields=["last_number"])
    Membership.objects.bulk_create(members, batch_size=ROWS)
    for each in dict.fromkeys(chosen[one.id] for one in held):
        own = [(one, member) for one, member in zip(held, members, strict=True) if chosen[one.id] == each]
        _welcome([one for one, _member in own], [member for _one, member in own], each, register, actor, now)


def _admit(held: Submission, chosen: MemberClass, actor: Actor, now: datetime) -> Membership:
    register = hold_register(held.form)
    membership = enter(held, chosen, register, now=now, anchor=today_of(held, now), head=None)
    _welcome([held], [membership], chosen, register, actor, now)
    return membership


def enter(held: Submission, chosen: MemberClass, register: Register, *, now: datetime, **more: Any) -> Membership:
    """Make somebody a member from today on, in the caller's transaction.

    Args:
        more: other values of the row.

    Raises:
        AlreadyAMember: see there.
    """
    told = {
        "person_id": held.person_id, "form": held.form, "state": MemberState.ADMITTED, "member_class": chosen,
        "number": number_for(held, register), "joined_on": today_of(held, now), "ended_on": None, "reason": "",
        "decided_at": now,
    }  # fmt: skip
    return Membership.objects.update_or_create(submission=held, defaults=told | more)[0]


def _welcome(
    held: Sequence[Submission],
    members: Sequence[Membership],
    chosen: MemberClass,
    register: Register,
    actor: Actor,
    now: datetime,
) -> None:
    """Their first terms with the dues; each is told."""
    decided(held)
    today = today_of(held[0], now)
    span = first_term(chosen.rule, today)
    fee = fee_for(chosen.rule, chosen.fee, span)
    wanted = [NewTerm(one, member, chosen, span, fee) for one, member in zip(held, members, strict=True)]
    terms = add_terms(wanted, register=register, now=now)
    add_counts({of_member(members[0], What.JOINED, today): len(members)})
    told = [(one, of_term(term)) for one, term in zip(held, terms, strict=True)]
    tell_many(ADMITTED, told, actor=actor, now=now)
    answered_by_decision(held, actor=actor, now=now)
    owed = [(one, term, fee) for one, term in zip(held, terms, strict=True)]
    issue_many(owed, register=register, on=today, actor=actor, now=now, letter=False)
    write_to(ADMITTED_LETTER, [(one, one.id) for one in held], now=now)


def former_numbers(people: Collection[UUID], form: str) -> Mapping[UUID, int]:
    """The number that each of these people had last, by a membership that ended. One query."""
    rows = Membership.objects.filter(person_id__in=people, form=form, number__isnull=False)
    rows = rows.exclude(state=MemberState.ADMITTED).order_by("decided_at")
    return {person: number for person, number in rows.values_list("person_id", "number") if number}


def number_for(held: Submission, register: Register) -> int:
    """The number that the person had before, or the next one.

    Raises:
        AlreadyAMember: see there.
    """
    if members_among([held.person_id], held.form):
        raise AlreadyAMember
    if former := former_numbers([held.person_id], held.form):
        return former[held.person_id]
    register.last_number += 1
    register.save(update_fields=["last_number"])
    return register.last_number
