"""Denormalised columns of a membership, so that lists find by an index who is due for renewal and who owes dues."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from azukari.members.models import Invoice, InvoiceState, Membership, Pause, Term, TermState
from azukari.members.paused_time import Paused, opens_on
from azukari.members.term import OPENS

BATCH = 500


def renewable_from(terms: Sequence[tuple[str, date | None]], pauses: Collection[Paused] = ()) -> date | None:
    """By the state and the last day of each term that came to pass or may, and by the pauses; None while a term waits
    for its payment, or has no end.
    """
    ends = [ends for state, ends in terms if state != TermState.PENDING and ends]
    return opens_on(max(ends) - OPENS, pauses) if ends and len(ends) == len(terms) else None


def mark(*memberships: UUID) -> None:
    """After their terms, invoices or pauses changed. A batch costs four queries, and one where something is new."""
    for first in range(0, len(memberships), BATCH):
        _mark(memberships[first : first + BATCH])


def _mark(memberships: Collection[UUID]) -> None:
    terms: dict[UUID, list[tuple[str, date | None]]] = {}
    rows = Term.objects.filter(membership__in=memberships).exclude(state=TermState.VOID)
    for membership, state, ends in rows.values_list("membership", "state", "ends"):
        terms.setdefault(membership, []).append((state, ends))
    pauses: dict[UUID, list[Paused]] = {}
    for pause in Pause.objects.filter(membership__in=memberships):
        pauses.setdefault(pause.membership_id, []).append(pause.time)
    owed = Invoice.objects.filter(submission__in=memberships, state=InvoiceState.OPEN)
    owing, changed = {*owed.values_list("submission", flat=True)}, []
    for member in Membership.objects.filter(pk__in=memberships).only("renewable_from", "owes"):
        marks = renewable_from(terms.get(member.pk, ()), pauses.get(member.pk, ())), member.pk in owing
        if (member.renewable_from, member.owes) != marks:
            member.renewable_from, member.owes = marks
            changed.append(member)
    Membership.objects.bulk_update(changed, ["renewable_from", "owes"])
