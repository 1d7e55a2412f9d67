"""Denormalised columns of a membership, so that lists find by an index who is due for renewal and who owes dues."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from azukari.features.members.models import Invoice, InvoiceState, Membership, Term, TermState
from azukari.features.members.paused_time import Paused, opens_on
from azukari.features.members.pauses import times_of
from azukari.features.members.term import OPENS

BATCH = 500


def renewable_from(newest: Term | None, pauses: Collection[Paused] = ()) -> date | None:
    """From which day on a renewal would add a term to the newest one; None while that waits for its payment, or has no
    end. Dues of an earlier year that are owed keep nobody from it.
    """
    if newest is None or newest.ends is None or newest.state == TermState.PENDING:
        return None
    return opens_on(newest.ends - OPENS, pauses)


def mark(*memberships: UUID) -> None:
    """After their terms, invoices or pauses changed. A batch costs four queries, and one where something is new."""
    for first in range(0, len(memberships), BATCH):
        _mark(memberships[first : first + BATCH])


def _mark(memberships: Collection[UUID]) -> None:
    terms = Term.objects.standing().filter(membership__in=memberships).order_by("begins")
    newest, pauses = {term.membership_id: term for term in terms}, times_of(memberships)
    owed = Invoice.objects.filter(submission__in=memberships, state=InvoiceState.OPEN)
    owing, changed = {*owed.values_list("submission", flat=True)}, []
    for member in Membership.objects.filter(pk__in=memberships).only("renewable_from", "owes"):
        marks = renewable_from(newest.get(member.pk), pauses.get(member.pk, ())), member.pk in owing
        if (member.renewable_from, member.owes) != marks:
            member.renewable_from, member.owes = marks
            changed.append(member)
    Membership.objects.bulk_update(changed, ["renewable_from", "owes"])
