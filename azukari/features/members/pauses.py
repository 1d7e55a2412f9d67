"""Pauses of memberships, as rows."""

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from azukari.features.members.models import Membership, Pause, Term, TermState
from azukari.features.members.paused_time import Paused, YearPaid, credit
from azukari.features.members.term import months_in
from azukari.lib.grouping import grouped


def pauses_of(memberships: Collection[UUID]) -> Mapping[UUID, list[Pause]]:
    """Of each, in their order. One query."""
    found = Pause.objects.filter(membership__in=memberships).order_by("begins")
    return grouped(found, by=lambda pause: pause.membership_id)


def times_of(memberships: Collection[UUID]) -> Mapping[UUID, list[Paused]]:
    """The days of the pauses of each, likewise."""
    return {id: [each.time for each in those] for id, those in pauses_of(memberships).items()}


def pause_on(day: date, member: Membership) -> Pause | None:
    """The pause in which it rests on a day; one that is shared with whoever holds it. One query."""
    return Pause.on(day).filter(membership=member.holder).first()


def months_off(memberships: Collection[UUID], pauses: Mapping[UUID, list[Paused]]) -> Mapping[UUID, int]:
    """How many months that were paid and paused are taken off the next dues of each that was paused. One query."""
    paused = [id for id in memberships if pauses.get(id)]
    if not paused:
        return {}
    years: dict[UUID, list[YearPaid]] = {}
    used = dict.fromkeys(paused, 0)
    terms = Term.objects.filter(membership__in=paused, state=TermState.PAID, ends__isnull=False)
    for term in terms.select_related("member_class"):
        used[term.membership_id] += term.months_off
        if term.fee and term.ends and term.member_class.rule.by_year:
            months = max(0, min(months_in(term.span), 12) - term.months_off)
            years.setdefault(term.membership_id, []).append(YearPaid(term.begins, term.ends, months))
    return {id: credit(years.get(id, ()), pauses[id], used[id]) for id in paused}
