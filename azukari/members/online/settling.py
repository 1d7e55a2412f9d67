"""Settling: what the provider collected goes into the books, once, if it is what was asked for."""

from datetime import datetime

from django.db import transaction

from azukari.members.ended import PROGRAM
from azukari.members.events import PAYMENT_REFUSED
from azukari.members.held import NotAMember, hold_registration, tell, today_of
from azukari.members.models import OnlinePayment, OnlineState
from azukari.members.online.order import CURRENCY, Collected
from azukari.members.payments import NotPossible, book


def settle_online(told: Collected, *, now: datetime) -> OnlineState | None:
    """Write it into the books. Told twice, it is there once, also when somebody has taken the entry out meanwhile. What
    fits is booked also after a message that did not.

    Returns:
        how it stands; None if no payment of that reference is under way: never was, or went with its person.
    """
    known = OnlinePayment.objects.filter(id=told.reference).select_related("invoice").first()
    if known is None:
        return None
    try:
        with transaction.atomic(durable=True):
            held = hold_registration(known.invoice.submission_id)
            here = OnlinePayment.objects.select_for_update().get(id=known.id)
            if here.state != OnlineState.PAID:
                was_opened = here.state == OnlineState.OPENED
                here.settled_at = now
                is_page = not here.page or here.page == told.page  # empty where the provider's answer was lost
                if is_page and (told.amount, told.currency) == (here.amount, CURRENCY):
                    day = min(today_of(held, told.at), today_of(held, now))
                    here.payment = book(held, paid_on=day, amount=told.amount, by=None, actor=PROGRAM, now=now)
                    here.state, here.page = OnlineState.PAID, told.page
                elif was_opened:
                    here.state = OnlineState.REFUSED
                    tell(PAYMENT_REFUSED, held, actor=PROGRAM, now=now, recipient=here.recipient)
                here.save(update_fields=["settled_at", "payment", "state", "page"])
            return OnlineState(here.state)
    except (NotAMember, NotPossible, OnlinePayment.DoesNotExist):  # erased a moment ago
        return None
