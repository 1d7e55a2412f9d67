"""Taking back memberships that came from a register: what nobody has touched since.

Where a term was added, a payment recorded or a receipt made out, the membership stays as it is.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from azukari.core.forms.events import about
from azukari.core.vault.trail import record_about
from azukari.features.members.applications import wait_again
from azukari.features.members.counts import Entry, add_counts, of_member, of_payments, of_renewal
from azukari.features.members.events import PUT_BACK
from azukari.features.members.held import hold_registrations
from azukari.features.members.models import (
    History,
    Invoice,
    InvoiceState,
    Membership,
    MemberState,
    Payment,
    Receipt,
    Term,
    YearlyReceipt,
)
from azukari.features.members.models.counts import What
from azukari.features.members.payments import keep_books
from azukari.features.members.registers import hold_register
from azukari.policy.terms import Actor


def put_back(history: History, asked: Sequence[UUID], *, actor: Actor, now: datetime) -> int:
    """Take these memberships of it out again, in the caller's transaction; returns how many. Their registrations wait
    for a decision as before. The others belong to it no more.
    """
    held = hold_registrations(asked)
    hold_register(history.form)
    untouched = list(_untouched(history).filter(pk__in=held).order_by("pk"))
    ids = [each.pk for each in untouched]
    counts = Counter[Entry]()
    for member in untouched:
        if member.joined_on:
            counts[of_member(member, What.JOINED, member.joined_on)] -= 1
    for term in Term.objects.filter(membership__in=ids, is_renewal=True):
        counts[of_renewal(term, history.form)] -= 1
    for paid in Payment.objects.filter(submission__in=ids):
        counts[of_payments(history.form, paid.paid_on)] -= paid.kept
    Membership.objects.filter(pk__in=[id for id in asked if id not in {*ids}]).update(history=None)
    for model in (Payment, Invoice):
        model.objects.filter(submission__in=ids).delete()
    Membership.objects.filter(pk__in=ids).delete()
    add_counts(counts)
    events = []
    for id in ids:
        wait_again(held[id], now)
        events.append(about(PUT_BACK, held[id], by=actor, history=history.id))
    record_about([*events, *keep_books([held[id] for id in ids], now=now)], now=now)
    return len(ids)


def taken_over(history: History, most: int) -> Sequence[UUID]:
    """Memberships that came of it and are there."""
    return list(Membership.objects.filter(history=history.id).order_by("pk").values_list("pk", flat=True)[:most])


def _untouched(history: History) -> QuerySet[Membership]:
    """Those to which nothing has happened since."""
    moment = history.moment or history.made_at
    later_terms = Term.objects.filter(membership=OuterRef("pk")).exclude(made_at=moment)
    later_paid = Payment.objects.filter(submission=OuterRef("pk")).exclude(recorded_at=moment)
    receipts = Receipt.objects.filter(Q(payment__submission=OuterRef("pk")) | Q(submission=OuterRef("pk")))
    yearly = YearlyReceipt.objects.filter(submission=OuterRef("pk"))
    sharers = Membership.objects.filter(head=OuterRef("pk"))
    invoiced = Invoice.objects.filter(submission=OuterRef("pk")).exclude(state=InvoiceState.PAID)
    touched = Q(Exists(later_terms)) | Q(Exists(later_paid)) | Q(Exists(receipts)) | Q(Exists(yearly))
    found = Membership.objects.filter(history=history.id, state=MemberState.ADMITTED)
    return found.exclude(touched | Q(Exists(sharers)) | Q(Exists(invoiced)))
