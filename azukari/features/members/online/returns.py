"""Refunds and disputes that the provider reports: each is kept as it stands, and the books follow.

Messages come in any order, twice or late: what is final stays, and of the rest the newest counts. One whose payment is
not known waits for it, and is offered to other features.
"""

from datetime import datetime

from django.db import transaction

from azukari.core.payments.order import CURRENCY, Returned
from azukari.core.payments.provider import recipient_now
from azukari.core.payments.told import on_returned
from azukari.features.members.held import NotAMember, hold_registration
from azukari.features.members.models import MoneyKind, MoneyState, Payment, Progress, ProviderMoney
from azukari.features.members.online.reported import (
    follow_unbooked,
    gone,
    keep_returned,
    returns_of,
)
from azukari.features.members.returned import set_returned

LOT = 100


def take_returned(told: Returned, *, now: datetime) -> None:
    """Keep it, and let the books follow."""
    recipient = recipient_now()
    with transaction.atomic(durable=True):
        row = keep_returned(told, recipient)
    if row:
        follow(recipient, row.charge, now=now)


def follow(recipient: str, charge: str, *, now: datetime) -> None:
    """Let the payment of a charge be as much as did not go back; where none is known, nothing happens."""
    if not returns_of(recipient, charge).exists():
        return
    try:
        with transaction.atomic(durable=True):
            found = Payment.objects.filter(charge=charge).first()
            if found:
                follow_payment(found, recipient, now=now)
                return
            payments = ProviderMoney.objects.select_for_update().filter(kind=MoneyKind.PAYMENT)
            row = payments.filter(recipient=recipient, charge=charge).first()
            if row:
                follow_unbooked(row, now=now)
    except NotAMember:  # erased a moment ago
        return


def follow_payment(payment: Payment, recipient: str, *, now: datetime) -> None:
    """Likewise, of a payment that is in the books, in the caller's transaction.

    Raises:
        NotAMember: its registration is gone.
    """
    held = hold_registration(payment.submission_id)
    here = Payment.objects.filter(id=payment.id).first()
    if here is None:
        return
    set_returned(held, here, gone(recipient, here.charge, CURRENCY), recipient=recipient, now=now)
    own = returns_of(recipient, here.charge).filter(currency=CURRENCY)
    own.update(state=MoneyState.BOOKED, payment=here.id, form=held.form, reason="")


def follow_waiting(now: datetime) -> int:
    """Ask again about refunds and disputes that wait for their payment, whose message may have come at the same moment;
    returns how many there are.
    """
    kinds = (MoneyKind.REFUND, MoneyKind.DISPUTE)
    waiting = ProviderMoney.objects.filter(state=MoneyState.WAITS, kind__in=kinds).exclude(charge="")
    found = list(waiting.order_by("-told_at").values_list("recipient", "charge")[:LOT])
    for recipient, charge in found:
        follow(recipient, charge, now=now)
        offer(recipient, charge, now)
    return len(found)


def offer(recipient: str, charge: str, now: datetime) -> None:
    """Offer refunds and disputes that wait to other features (`payments.told`); what one of them takes is theirs."""
    for row in returns_of(recipient, charge).filter(state=MoneyState.WAITS).order_by("told_at"):
        told = Returned(
            MoneyKind(row.kind), row.reference, row.charge, row.amount, row.currency, Progress(row.progress),
            row.is_final, row.at, row.told_at,
        )  # fmt: skip
        if any(on_returned.answers(told, now)):
            ProviderMoney.objects.filter(id=row.id, state=MoneyState.WAITS, told_at=row.told_at).delete()
