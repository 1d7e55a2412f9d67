"""Settling: what the provider collected goes into the books, once, if it is what was asked for and is still owed.

Whatever fits nothing is kept for somebody to look at (`ProviderMoney`): one page of the provider's is paid once, so its
money is in the books, or waits, or was settled by somebody.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Sum

from azukari.core.forms.models import Submission
from azukari.core.payments.order import CURRENCY, Collected
from azukari.core.payments.provider import recipient_now
from azukari.features.members.ended import PROGRAM
from azukari.features.members.events import PAYMENT_REFUSED
from azukari.features.members.held import NotAMember, hold_registration, tell, today_of
from azukari.features.members.models import (
    Invoice,
    InvoiceState,
    MoneyState,
    OnlinePayment,
    OnlineState,
    Payment,
    Unbooked,
)
from azukari.features.members.online.reported import keep_unbooked, reported
from azukari.features.members.online.returns import follow
from azukari.features.members.payments import NotPossible, book


def settle_online(told: Collected, *, now: datetime) -> OnlineState | None:
    """Write it into the books, or keep it for somebody to look at. Told twice, it is there once, also when somebody has
    taken the entry out meanwhile. What fits is booked also after a message that did not.

    Returns:
        how it stands; None if no payment of that reference is under way: never was, or went with its person.
    """
    recipient = recipient_now()
    known = (
        OnlinePayment.objects.filter(id=told.reference).select_related("invoice").first() if told.reference else None
    )
    state = _settle(known.id, known.invoice.submission_id, told, now) if known else None
    if state is None:
        with transaction.atomic(durable=True):
            keep_unbooked(told, Unbooked.NOBODY, recipient=recipient, now=now)
    follow(known.recipient if known else recipient, told.charge, now=now)
    return state


def _settle(id: UUID, submission: UUID, told: Collected, now: datetime) -> OnlineState | None:
    """Of a payment that is under way; None where it went a moment ago."""
    try:
        with transaction.atomic(durable=True):
            held = hold_registration(submission)
            here = OnlinePayment.objects.select_for_update().get(id=id)
            kept = reported(told, here.recipient)
            if here.state == OnlineState.PAID and here.page == told.page and here.payment_id:
                Payment.objects.filter(id=here.payment_id, charge="").update(charge=told.charge)
            elif kept is None or (kept.state == MoneyState.WAITS and kept.why != Unbooked.TAKEN_OUT):
                why = _unfit(here, held, told) or _book(here, held, told, now)
                if why is None and kept:
                    kept.state, kept.why, kept.payment = MoneyState.BOOKED, "", here.payment_id
                    kept.save(update_fields=["state", "why", "payment"])
                elif why:
                    _refuse(here, held, told, why, now)
            return OnlineState(here.state)
    except (NotAMember, OnlinePayment.DoesNotExist):  # erased a moment ago
        return None


def _unfit(here: OnlinePayment, held: Submission, told: Collected) -> Unbooked | None:
    """Why it may not be booked; None where it is what was asked for, and is owed."""
    is_page = not here.page or here.page == told.page  # empty where the provider's answer was lost
    if here.state == OnlineState.PAID or not is_page or (told.amount, told.currency) != (here.amount, CURRENCY):
        return Unbooked.DIFFERS
    owed = Invoice.objects.filter(submission=held, state=InvoiceState.OPEN)
    total = owed.aggregate(left=Sum(F("amount") - F("paid")))["left"] or 0
    return None if told.amount <= total else Unbooked.NOT_OWED


def _book(here: OnlinePayment, held: Submission, told: Collected, now: datetime) -> Unbooked | None:
    day = min(today_of(held, told.at), today_of(held, now))
    try:
        here.payment = book(held, paid_on=day, amount=told.amount, by=None, actor=PROGRAM, now=now, charge=told.charge)
    except NotPossible:
        return Unbooked.IMPOSSIBLE
    here.state, here.page, here.settled_at = OnlineState.PAID, told.page, now
    here.save(update_fields=["settled_at", "payment", "state", "page"])
    return None


def _refuse(here: OnlinePayment, held: Submission, told: Collected, why: Unbooked, now: datetime) -> None:
    keep_unbooked(told, why, recipient=here.recipient, form=held.form, now=now)
    if here.state not in (OnlineState.PAID, OnlineState.REFUSED):
        here.state, here.settled_at = OnlineState.REFUSED, now
        here.save(update_fields=["settled_at", "state"])
        tell(PAYMENT_REFUSED, held, actor=PROGRAM, now=now, recipient=here.recipient)
