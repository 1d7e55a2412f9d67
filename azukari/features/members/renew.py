"""Renewal: the next term of a membership, and its dues. Asked for twice, it comes once."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import batched
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from azukari.features.members.events import RENEWED
from azukari.features.members.held import Admitted, hold_admitted, hold_many_admitted, of_term, tell_many, today_of
from azukari.features.members.invoices import NewTerm, add_terms, issue_many
from azukari.features.members.models import MemberClass, Membership, MemberState, RenewalNotice, Term, TermState
from azukari.features.members.paused_time import Paused
from azukari.features.members.pauses import months_off, times_of
from azukari.features.members.registers import hold_register
from azukari.features.members.term import Renewal, TooEarly, next_term, renewal_fee
from azukari.policy.terms import Actor

BATCH = 250
"""In one transaction."""
MOST = 5_000
"""At one press."""


def renew(submission: UUID, *, actor: Actor, now: datetime) -> Term:
    """The next term. One whose dues wait for their payment is that term, and none is added to it.

    Raises:
        NotAMember, TooEarly: see there; nothing was changed.
    """
    with transaction.atomic(durable=True):
        here = hold_admitted(submission)
        if here.term.state == TermState.PENDING:
            return here.term
        made = _renew([here], actor, now)
        if not made:
            raise TooEarly
    return made[0]


def renew_many(submissions: Sequence[UUID], *, actor: Actor, now: datetime) -> int:
    """As `renew`, of many of one form in one transaction and a fixed number of queries; returns how many. Those who
    left meanwhile, were renewed, or are too early are left out.
    """
    with transaction.atomic(durable=True):
        found = hold_many_admitted(submissions)
        return len(_renew([each for each in found if each.term.state != TermState.PENDING], actor, now))


def renew_held(here: Admitted, *, actor: Actor, now: datetime) -> None:
    """As `renew`, in the transaction of a caller who holds the membership; nothing where it is too early."""
    _renew([here], actor, now)


def following(
    term: Term,
    membership: Membership,
    chosen: MemberClass,
    *,
    on: date,
    pauses: Mapping[UUID, Sequence[Paused]],
    off: Mapping[UUID, int],
) -> tuple[Renewal, int, int]:
    """The term after one, if it is renewed on a day in a class: what it costs, and how many months are taken off that.

    Args:
        pauses, off: of each membership, as `times_of` and `months_off` have them.

    Raises:
        TooEarly: see there.
    """
    anchor, own = membership.anchor or term.begins, pauses.get(membership.pk, ())
    renewal = next_term(chosen.rule, term.ends, anchor=anchor, on=on, pauses=own)
    return renewal, *renewal_fee(chosen.rule, chosen.fee, renewal, off=off.get(membership.pk, 0))


def _renew(found: Sequence[Admitted], actor: Actor, now: datetime) -> list[Term]:
    """The next terms, with their dues; none for whom it is too early."""
    wanted, anchored = list[NewTerm](), list[Membership]()
    ids = [here.membership.pk for here in found]
    pauses = times_of(ids)
    off = months_off(ids, pauses)
    for here in found:
        membership, chosen = here.membership, here.membership.member_class or here.term.member_class
        today = today_of(here.held, now)
        try:
            renewal, fee, taken = following(here.term, membership, chosen, on=today, pauses=pauses, off=off)
        except TooEarly:
            continue
        wanted.append(NewTerm(here.held, membership, chosen, renewal.span, fee, taken))
        if membership.anchor != renewal.anchor:
            membership.anchor = renewal.anchor
            anchored.append(membership)
    if not wanted:
        return []
    register = hold_register(found[0].membership.form)
    terms = add_terms(wanted, register=register, now=now, is_renewal=True)
    Membership.objects.bulk_update(anchored, ["anchor"], batch_size=BATCH)
    told = [(each.held, of_term(term)) for each, term in zip(wanted, terms, strict=True)]
    RenewalNotice.objects.filter(term__in=[here.term.id for here in found]).delete()
    tell_many(RENEWED, told, actor=actor, now=now)
    owed = [(each.held, term, each.fee) for each, term in zip(wanted, terms, strict=True)]
    issue_many(owed, register=register, on=today_of(found[0].held, now), actor=actor, now=now)
    return terms


def _due(form: str, today: date) -> QuerySet[Membership]:
    """Whoever declined a renewal that would have come by itself is none of them."""
    declined = RenewalNotice.objects.filter(declined_at__isnull=False).values("term__membership")
    found = Membership.objects.filter(form=form, state=MemberState.ADMITTED, renewable_from__lte=today)
    return found.exclude(pk__in=declined)


def due_for_renewal(form: str, today: date, *, most: int | None = None) -> Sequence[UUID]:
    """The registrations whose last term ends soon, or has ended, and that no later one follows. One query."""
    return list(_due(form, today).order_by("renewable_from", "pk").values_list("pk", flat=True)[:most])


def count_due(form: str, today: date) -> int:
    """How many they are, by an index. One query."""
    return _due(form, today).count()


def renew_all(form: str, *, today: date, actor: Actor, now: datetime) -> int:
    """Make out the next term of everybody who is due, some thousands at a time; returns how many. A batch is one
    transaction, so it may stop anywhere.
    """
    due = due_for_renewal(form, today, most=MOST)
    return sum(renew_many(some, actor=actor, now=now) for some in batched(due, BATCH))
