"""Rows of money that the provider reported and that is not in the books (`ProviderMoney`), in their callers'
transactions.
"""

from datetime import datetime, timedelta

from django.db.models import QuerySet, Sum

from azukari.core.ledger.events import done_by
from azukari.core.ledger.record import record
from azukari.core.payments.order import CURRENCY, Collected, Returned
from azukari.features.members.ended import PROGRAM
from azukari.features.members.events import MONEY_WAITS
from azukari.features.members.models import (
    MoneyKind,
    MoneyState,
    OnlinePayment,
    Payment,
    Progress,
    ProviderMoney,
    Settled,
    Unbooked,
)

TOLD_FOR = timedelta(days=14)
"""So long refunds and disputes that the books follow stand on the first page of the console."""


def of_form(form: str) -> QuerySet[ProviderMoney]:
    """What concerns the membership of a form, or may."""
    return ProviderMoney.objects.filter(form__in=("", form))


def reported(told: Collected, recipient: str) -> ProviderMoney | None:
    """The row of a payment, locked; None where there is none."""
    rows = ProviderMoney.objects.select_for_update()
    return rows.filter(recipient=recipient, kind=MoneyKind.PAYMENT, reference=told.page).first()


def keep_unbooked(told: Collected, why: Unbooked, *, recipient: str, form: str = "", now: datetime) -> ProviderMoney:
    """Keep a payment for somebody to look at. One that is kept already stays as it is."""
    given = {
        "form": form, "charge": told.charge, "order": told.reference, "amount": told.amount, "currency": told.currency,
        "at": told.at, "told_at": told.at, "why": why,
    }  # fmt: skip
    key = {"recipient": recipient, "kind": MoneyKind.PAYMENT, "reference": told.page}
    row, is_new = ProviderMoney.objects.get_or_create(**key, defaults=given)
    if is_new:
        _tell(row, now)
        follow_unbooked(row, now=now)
    return row


def keep_taken_out(payment: Payment, form: str, *, now: datetime) -> None:
    """Let a payment of the provider's, which goes out of the books, wait for somebody to say whose it is."""
    online = OnlinePayment.objects.filter(payment=payment).first()
    row = ProviderMoney.objects.select_for_update().filter(kind=MoneyKind.PAYMENT, payment=payment.id).first()
    if row is None and online is None:
        return
    if row is None and online is not None:
        at = online.settled_at or now
        page = online.page or str(online.id)
        told = Collected(online.id, page, payment.amount, CURRENCY, at, payment.charge or page)
        row = keep_unbooked(told, Unbooked.TAKEN_OUT, recipient=online.recipient, form=form, now=now)
    if row is not None:
        row.state, row.why, row.payment = MoneyState.WAITS, Unbooked.TAKEN_OUT, None
        row.save(update_fields=["state", "why", "payment"])
        follow_unbooked(row, now=now)


def keep_returned(told: Returned, recipient: str) -> ProviderMoney | None:
    """The row of a refund or a dispute, as it stands after this message; None where the message is an old one."""
    given = {
        "charge": told.charge, "amount": told.amount, "currency": told.currency, "at": told.at,
        "told_at": told.told_at, "progress": told.progress, "is_final": told.is_final, "why": Unbooked.NOBODY,
    }  # fmt: skip
    key = {"recipient": recipient, "kind": told.kind, "reference": told.reference}
    row, is_new = ProviderMoney.objects.get_or_create(**key, defaults=given)
    if is_new:
        return row
    row = ProviderMoney.objects.select_for_update().get(id=row.id)
    if row.is_final or (told.told_at < row.told_at and not told.is_final):
        return None
    row.charge = row.charge or told.charge
    row.amount, row.currency, row.told_at = told.amount, told.currency, told.told_at
    row.progress, row.is_final = told.progress, told.is_final
    row.save(update_fields=["charge", "amount", "currency", "told_at", "progress", "is_final"])
    return row


def returns_of(recipient: str, charge: str) -> QuerySet[ProviderMoney]:
    """The refunds and disputes of a charge."""
    kinds = (MoneyKind.REFUND, MoneyKind.DISPUTE)
    return ProviderMoney.objects.filter(recipient=recipient, charge=charge, kind__in=kinds).exclude(charge="")


def gone(recipient: str, charge: str, currency: str) -> int:
    """How much of a charge went back in this currency, in its smallest unit."""
    rows = returns_of(recipient, charge).filter(progress=Progress.GONE, currency=currency)
    return rows.aggregate(sum=Sum("amount"))["sum"] or 0


def follow_unbooked(row: ProviderMoney, *, now: datetime) -> None:
    """A payment that is in no books, of which all went back, waits for nobody; if it comes back, it waits again."""
    all_gone = gone(row.recipient, row.charge, row.currency) >= row.amount
    by_itself = row.state == MoneyState.SETTLED and row.reason == Settled.RETURNED and row.settled_by_id is None
    if all_gone and row.state == MoneyState.WAITS:
        row.state, row.reason, row.settled_at = MoneyState.SETTLED, Settled.RETURNED, now
    elif not all_gone and by_itself:
        row.state, row.reason, row.settled_at = MoneyState.WAITS, "", None
    row.save(update_fields=["state", "reason", "settled_at"])
    own = returns_of(row.recipient, row.charge).filter(currency=row.currency).exclude(state=MoneyState.SETTLED)
    own.update(state=MoneyState.SETTLED, reason=Settled.RETURNED, form=row.form, payment=None)


def _tell(row: ProviderMoney, now: datetime) -> None:
    record(done_by(PROGRAM, MONEY_WAITS, recipient=row.recipient, money=row.id, code=row.why), now=now)
