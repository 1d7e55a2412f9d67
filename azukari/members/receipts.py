"""Receipts: one for each payment, with a number of the register. A new one voids the old, and that of its year."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from azukari.members.events import RECEIPT_MADE
from azukari.members.held import NotAMember, hold_registration, tell, today_of
from azukari.members.models import Payment, Receipt
from azukari.members.registers import next_receipt
from azukari.members.yearly import void_year
from azukari.policy.terms import Actor


def make_out(payment: UUID, *, submission: UUID, actor: Actor, now: datetime, anew: bool = False) -> Receipt:
    """The receipt of a payment; made out with the first call.

    Args:
        anew: void the one there is, and make out another.

    Raises:
        NotAMember: there is no such payment on that registration.
    """
    with transaction.atomic(durable=True):
        held = hold_registration(submission)
        paid = Payment.objects.filter(id=payment, submission=held).first()
        if paid is None:
            raise NotAMember
        valid = Receipt.objects.filter(payment=paid, voided_at__isnull=True)
        found = valid.first()
        if found and not anew:
            return found
        valid.update(voided_at=now)
        void_year(held, paid.paid_on.year, now=now)
        number = next_receipt(held.form)
        made = Receipt.objects.create(
            payment=paid, person_id=held.person_id, number=number, issued_on=today_of(held, now)
        )
        tell(RECEIPT_MADE, held, actor=actor, now=now)
    return made
