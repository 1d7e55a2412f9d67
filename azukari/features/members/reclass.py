"""Change of class: from the next term on, or today, with the difference of the fees for the months that are left.

A term whose dues are not paid yet is made out anew; whoever changes back before anything was paid is as before. Nothing
is paid back; what somebody paid on a term stays there.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from azukari.features.members.admit import NoSuchClass
from azukari.features.members.events import RECLASSED
from azukari.features.members.held import Admitted, hold_admitted, tell_of_term, today_of
from azukari.features.members.invoices import NewTerm, add_terms, issue_many, void
from azukari.features.members.marks import mark
from azukari.features.members.models import Invoice, MemberClass, Membership, Register, Term, TermState
from azukari.features.members.paused_time import Paused
from azukari.features.members.pauses import times_of
from azukari.features.members.registers import hold_register
from azukari.features.members.sharing import sharers_of
from azukari.features.members.term import Span, TermKind, difference, fee_for, first_term, term_from, with_pauses
from azukari.policy.terms import Actor


class StillShared(Exception):
    """More people share the membership than the class has room for."""


class Rests(Exception):
    """The membership is paused, or will be. The class may change with the next term, or the pause is ended first."""


class PartlyPaid(Exception):
    """A part of what the term costs is paid, so it cannot be made out anew; the class may change with the next one."""


def change_class(submission: UUID, *, to: UUID, at_once: bool, actor: Actor, now: datetime) -> Membership:
    """Change the class of a member. Who has it already keeps it.

    Args:
        to: the class.
        at_once: from today; else from the next term on.

    Raises:
        NotAMember, NoSuchClass, StillShared, PartlyPaid, Rests: see there; nothing was changed.
    """
    with transaction.atomic(durable=True):
        here = hold_admitted(submission)
        chosen = MemberClass.objects.filter(id=to, form=here.membership.form, is_offered=True).first()
        if chosen is None:
            raise NoSuchClass
        if here.membership.member_class_id == chosen.id and (not at_once or here.term.member_class_id == chosen.id):
            return here.membership
        register = hold_register(here.membership.form)  # nobody takes a seat until this is done
        if sharers_of(here.membership.pk) >= chosen.seats:
            raise StillShared
        today = today_of(here.held, now)
        pauses = times_of([here.membership.pk]).get(here.membership.pk, [])
        if at_once and any(each.ends >= today for each in pauses):
            raise Rests
        Membership.objects.filter(head=here.membership.pk).update(member_class=chosen)
        here.membership.member_class = chosen
        here.membership.save(update_fields=["member_class"])
        on, owed = today, 0
        if at_once and (before := _undone(here, today, actor, now)):
            on, here = here.term.begins, before
        term = here.term
        if term.state == TermState.PENDING and (at_once or term.begins > today):
            term, owed = _anew(here, chosen, register, pauses, actor, now)
        elif at_once and term.member_class_id != chosen.id:
            term, owed = _split(here, chosen, register, on, now)
        tell_of_term(RECLASSED, here.held, term, actor=actor, now=now)
        issue_many([(here.held, term, owed)], register=register, on=today, actor=actor, now=now)
    return here.membership


def _undone(here: Admitted, today: date, actor: Actor, now: datetime) -> Admitted | None:
    """The membership as before its last change of class, which began the newest term; None where that stays: something
    was paid for it, or it is of an earlier day and cost nothing.
    """
    term = here.term
    before = _before(term)
    is_paid_for = Invoice.objects.filter(term_id=term.id, paid__gt=0).exists()
    if before is None or is_paid_for or (term.state != TermState.PENDING and term.begins < today):
        return None
    void([(here.held, term)], actor=actor, now=now)
    before.ends = term.split_ends
    before.state = TermState.PAID if before.state == TermState.VOID else before.state
    before.save(update_fields=["ends", "state"])
    mark(here.membership.pk)
    return replace(here, term=before)


def _anew(
    here: Admitted, chosen: MemberClass, register: Register, pauses: Sequence[Paused], actor: Actor, now: datetime
) -> tuple[Term, int]:
    """The term that waits for its payment, in the other class."""
    if Invoice.objects.filter(term_id=here.term.id, paid__gt=0).exists():
        raise PartlyPaid
    void([(here.held, here.term)], actor=actor, now=now)
    span = term_from(chosen.rule, here.term.begins, anchor=here.membership.anchor or here.term.begins)
    span = with_pauses(chosen.rule, span, pauses)
    fee = fee_for(chosen.rule, chosen.fee, span)
    wanted = [NewTerm(here.held, here.membership, chosen, span, fee)]
    return add_terms(wanted, register=register, now=now, is_renewal=here.term.is_renewal)[0], fee


def _split(here: Admitted, chosen: MemberClass, register: Register, begins: date, now: datetime) -> tuple[Term, int]:
    """The running term ends the day before, and the rest of it begins in the other class."""
    old, kind = here.term, TermKind(chosen.term)
    begins = max(begins, old.begins)
    if TermKind.ENDLESS in (kind, TermKind(old.member_class.term)):
        span = first_term(chosen.rule, begins)
        owed = fee_for(chosen.rule, chosen.fee, span)
    else:
        span = Span(begins, old.ends)
        owed = _difference(old, chosen, begins)
    last = old.ends
    if old.begins == begins:
        Term.objects.filter(id=old.id).update(state=TermState.VOID)
    else:
        Term.objects.filter(id=old.id).update(ends=begins - timedelta(days=1))
    made = add_terms([NewTerm(here.held, here.membership, chosen, span, owed)], register=register, now=now)[0]
    made.split_from, made.split_ends = old.id, last
    made.save(update_fields=["split_from", "split_ends"])
    return made, owed


def _difference(old: Term, chosen: MemberClass, begins: date) -> int:
    """What is to pay on top for the months that are left: less what was paid for them, in whichever class that was
    dearest since the term began.
    """
    parts = [old]
    while part := _before(parts[-1]):
        parts.append(part)
    whole = Span(parts[-1].begins, old.ends)
    paid = [part.member_class for part in parts if part.state != TermState.PENDING]
    fees = [fee_for(each.rule, each.fee, whole) for each in paid]
    return difference(max(fees, default=0), fee_for(chosen.rule, chosen.fee, whole), whole, on=begins)


def _before(term: Term) -> Term | None:
    """The term that a change of class ended early for this one."""
    rows = Term.objects.select_related("member_class").filter(membership=term.membership_id)
    return rows.filter(id=term.split_from).first() if term.split_from else None
