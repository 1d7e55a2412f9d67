"""Receipts: one for each payment, with a number of the register. A new one voids the old, and that of its year. A void
receipt stays, so that no number vanishes.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from azukari.core.forms.models import Submission
from azukari.features.members.events import RECEIPT_MADE
from azukari.features.members.held import NotAMember, hold_registration, tell, today_of
from azukari.features.members.models import Payment, Receipt, YearlyReceipt
from azukari.features.members.receipt_lines import lines_of
from azukari.features.members.receipt_print import columns_for
from azukari.features.members.registers import next_receipt
from azukari.features.members.yearly import void_year
from azukari.policy.terms import Actor


def make_out(payment: UUID, *, submission: UUID, actor: Actor, now: datetime, anew: bool = False) -> Receipt:
    """The receipt of a payment; made out with the first call.

    Args:
        anew: void the one there is, and make out another.

    Raises:
        NotAMember: there is no such payment on that registration, or all of it went back.
    """
    with transaction.atomic(durable=True):
        held = hold_registration(submission)
        paid = Payment.objects.filter(id=payment, submission=held).first()
        if paid is None or not paid.kept:
            raise NotAMember
        valid = Receipt.objects.filter(payment=paid, voided_at__isnull=True)
        found = valid.first()
        if found and not anew:
            return _with_print(found, held, paid)
        valid.update(voided_at=now)
        void_year(held, paid.paid_on.year, now=now)
        made = Receipt(payment=paid, person_id=held.person_id, issued_on=today_of(held, now))
        made.number = next_receipt(held.form)
        _with_print(made, held, paid)
        tell(RECEIPT_MADE, held, actor=actor, now=now)
    return made


def cancel_all(paid: Payment, held: Submission, *, now: datetime) -> None:
    """Let the receipts of a payment that goes out of the books stay, void, with their numbers, in the transaction of a
    caller who holds the registration.
    """
    for each in Receipt.objects.filter(payment=paid):
        each.submission, each.payment, each.voided_at = held, None, each.voided_at or now
        each.paid_on, each.amount = each.paid_on or paid.paid_on, each.amount or paid.amount
        each.save(update_fields=["submission", "payment", "voided_at", "paid_on", "amount"])


def receipts_of(submissions: Collection[UUID]) -> Mapping[UUID, Sequence[Receipt | YearlyReceipt]]:
    """All that were made out on these registrations, void or not, by their numbers. Two queries."""
    single = Receipt.objects.filter(Q(submission__in=submissions) | Q(payment__submission__in=submissions))
    yearly = YearlyReceipt.objects.filter(submission__in=submissions)
    found: dict[UUID, list[Receipt | YearlyReceipt]] = {}
    for each in single.select_related("payment"):
        own = each.submission_id or (each.payment and each.payment.submission_id)
        if own:
            found.setdefault(own, []).append(each)
    for one in yearly:
        found.setdefault(one.submission_id, []).append(one)
    return {id: sorted(own, key=lambda each: each.number) for id, own in found.items()}


def _with_print(receipt: Receipt, held: Submission, paid: Payment) -> Receipt:
    """The receipt with what it prints, which is kept: of one that an earlier release made out, as the books are now."""
    if receipt.lines is None:
        lines = lines_of(Payment.objects.filter(id=paid.id).prefetch_related("allocations__invoice"))
        receipt.submission, receipt.paid_on, receipt.amount = held, paid.paid_on, paid.kept
        for name, value in columns_for(held.form, lines).items():
            setattr(receipt, name, value)
        receipt.save()
    return receipt
