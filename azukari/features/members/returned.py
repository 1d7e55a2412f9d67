"""What went back of a payment: the dues that it settled are owed again, its receipts are void, the counts follow."""

from datetime import datetime

from azukari.core.forms.models import Submission
from azukari.features.members.counts import add_counts, of_payments
from azukari.features.members.ended import PROGRAM
from azukari.features.members.events import PAYMENT_RETURNED
from azukari.features.members.held import tell
from azukari.features.members.invoices import allocate, settle
from azukari.features.members.models import Allocation, Invoice, Payment, Receipt
from azukari.features.members.yearly import void_year


def set_returned(held: Submission, payment: Payment, amount: int, *, recipient: str, now: datetime) -> None:
    """Let so many yen of a payment have gone back, all of it at most, in the transaction of a caller who holds its
    registration. What was so already changes nothing.

    Args:
        recipient: through whom, by its name in the policy.
    """
    returned = min(amount, payment.amount)
    if returned == payment.returned:
        return
    add_counts({of_payments(held.form, payment.paid_on): payment.returned - returned})
    payment.returned = returned
    payment.save(update_fields=["returned"])
    Receipt.objects.filter(payment=payment, voided_at__isnull=True).update(voided_at=now)
    void_year(held, payment.paid_on.year, now=now)
    settled = list(Invoice.objects.filter(allocations__payment=payment).distinct())
    Allocation.objects.filter(payment=payment).delete()
    settle(settled)
    allocate([held.id])
    tell(PAYMENT_RETURNED, held, actor=PROGRAM, now=now, recipient=recipient, day=payment.paid_on.isoformat())
