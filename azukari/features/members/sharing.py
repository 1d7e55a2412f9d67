"""Shared memberships: a household with its members, a company with its representatives. One of them holds the terms and
pays the dues; whoever shares it has a registration, a number and a card of their own, and leaves with it.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from azukari.core.forms.handling import answered_by_decision
from azukari.features.members.admit import ADMITTED_LETTER, NotWaiting, enter
from azukari.features.members.applications import decided
from azukari.features.members.counts import add_counts, of_member
from azukari.features.members.events import ADMITTED
from azukari.features.members.held import has_ended, hold_registration, tell, today_of, write_to
from azukari.features.members.models import Membership, MemberState
from azukari.features.members.models.counts import What
from azukari.features.members.registers import hold_register
from azukari.policy.terms import Actor


class NotShared(Exception):
    """No member has that number whose class is shared, or nobody else has room there."""


def join(submission: UUID, *, number: int, actor: Actor, now: datetime) -> Membership:
    """Admit an applicant into the membership of somebody else. Nothing is to pay for it.

    Args:
        number: of whoever holds the membership.

    Raises:
        NotAMember, NotWaiting, AlreadyAMember, NotShared: see there; nothing was changed.
    """
    with transaction.atomic(durable=True):
        held = hold_registration(submission)
        found = Membership.objects.filter(submission=held).first()
        if found and found.state == MemberState.ADMITTED:
            return found
        if has_ended(held):
            raise NotWaiting
        register = hold_register(held.form)  # so that of two who join at once, one waits for the other
        head = Membership.objects.filter(form=held.form, number=number, state=MemberState.ADMITTED, head=None)
        holder = head.select_related("member_class").first()
        if holder is None or holder.member_class is None or room(holder) < 1:
            raise NotShared
        membership = enter(held, holder.member_class, register, now=now, head=holder.pk)
        decided([held])
        add_counts({of_member(membership, What.JOINED, today_of(held, now)): 1})
        about = {"class": str(holder.member_class_id), "ends": None}
        tell(ADMITTED, held, actor=actor, now=now, **about)
        answered_by_decision([held], actor=actor, now=now)
        write_to(ADMITTED_LETTER, [(held, held.id)], now=now)
    return membership


def room(holder: Membership) -> int:
    """How many more may share it."""
    seats = holder.member_class.seats if holder.member_class else 1
    return max(0, seats - 1 - sharers_of(holder.pk))


def sharers_of(head: UUID) -> int:
    """How many share it, besides whoever holds it."""
    return Membership.objects.filter(head=head, state=MemberState.ADMITTED).count()


def shared(memberships: Collection[Membership]) -> Mapping[UUID, list[Membership]]:
    """Of each: whoever else belongs to it, by their numbers. One query."""
    heads = {each.holder for each in memberships}
    own = Membership.objects.filter(head__in=heads) | Membership.objects.filter(pk__in=heads)
    everybody = list(own.filter(state=MemberState.ADMITTED).order_by("number"))
    found: dict[UUID, list[Membership]] = {}
    for each in memberships:
        found[each.pk] = [one for one in everybody if one.holder == each.holder and one.pk != each.pk]
    return found


def headless() -> Iterator[UUID]:
    """Registrations that shared a membership which is over."""
    heads = Membership.objects.filter(pk=OuterRef("head"), state=MemberState.ADMITTED)
    found = Membership.objects.filter(~Exists(heads), state=MemberState.ADMITTED, head__isnull=False)
    yield from found.order_by("pk").values_list("pk", flat=True)
