"""Renewal: the next term of a membership, and its dues. Asked for twice, it comes once."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from azukari.members.events import RENEWED
from azukari.members.held import NotAMember, hold_admitted, tell_of_term, today_of
from azukari.members.invoices import add_term, issue
from azukari.members.models import Membership, MemberState, Term, TermState
from azukari.members.registers import hold_register
from azukari.members.term import TooEarly, fee_for, next_term
from azukari.policy.terms import Actor

BATCH = 500


def renew(submission: UUID, *, actor: Actor, now: datetime) -> Term:
    """The next term. One whose dues wait for their payment is that term, and none is added to it.

    Raises:
        NotAMember, TooEarly: see there; nothing was changed.
    """
    with transaction.atomic(durable=True):
        here = hold_admitted(submission)
        membership, last = here.membership, here.term
        if last.state == TermState.PENDING:
            return last
        chosen, today = membership.member_class or last.member_class, today_of(here.held, now)
        renewal = next_term(chosen.rule, last.ends, anchor=membership.anchor or last.begins, on=today)
        register = hold_register(membership.form)
        fee = fee_for(chosen.rule, chosen.fee, renewal.span)
        term = add_term(membership, chosen, renewal.span, fee, register=register, now=now, is_renewal=True)
        Membership.objects.filter(submission=here.held).update(anchor=renewal.anchor)
        tell_of_term(RENEWED, here.held, term, actor=actor, now=now)
        issue(here.held, term, fee, register=register, on=today, actor=actor, now=now)
    return term


def _due(form: str, today: date) -> QuerySet[Membership]:
    return Membership.objects.filter(form=form, state=MemberState.ADMITTED, renewable_from__lte=today)


def due_for_renewal(form: str, today: date) -> Sequence[UUID]:
    """The registrations whose last term ends soon, or has ended, and that no later one follows. One query."""
    return list(_due(form, today).order_by("renewable_from", "pk").values_list("pk", flat=True)[:BATCH])


def count_due(form: str, today: date) -> int:
    """How many they are, by an index. One query."""
    return _due(form, today).count()


def renew_all(form: str, *, today: date, actor: Actor, now: datetime) -> int:
    """Make out the next term of everybody who is due; returns how many. Each by itself, so it may stop anywhere."""
    done = 0
    for submission in due_for_renewal(form, today):
        try:
            renew(submission, actor=actor, now=now)
            done += 1
        except (NotAMember, TooEarly):  # left, or renewed, a moment ago
            continue
    return done
