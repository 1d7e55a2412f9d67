"""Closing payment pages at the provider: those that ask for what is not owed any more, or that a newer page replaced.

Whoever pays on one nevertheless pays nobody's debt: the money waits for somebody to look at it (`settling`).
"""

from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from azukari.core.payments.provider import provider
from azukari.features.members.models import InvoiceState, OnlinePayment, OnlineState

OPEN_FOR = timedelta(days=2)
"""Providers close a page by themselves after a day."""
LOT = 20
"""Pages in one go."""


def outdated(now: datetime) -> QuerySet[OnlinePayment]:
    """Pages on which nobody should pay any more, oldest first."""
    open_pages = OnlinePayment.objects.filter(state=OnlineState.OPENED, opened_at__gt=now - OPEN_FOR)
    later = open_pages.filter(invoice=OuterRef("invoice"), opened_at__gt=OuterRef("opened_at")).exclude(page="")
    asks_too_much = Q(amount__gt=F("invoice__amount") - F("invoice__paid"))
    over = ~Q(invoice__state=InvoiceState.OPEN) | asks_too_much | Q(Exists(later))
    return open_pages.exclude(page="").filter(over).order_by("opened_at")


def close_pages(now: datetime) -> int:
    """Close some of them; returns how many."""
    spoken_to, count = provider(), 0
    for each in outdated(now)[:LOT] if spoken_to else ():
        if spoken_to and spoken_to.close(each.page):
            count += OnlinePayment.objects.filter(id=each.id, state=OnlineState.OPENED).update(state=OnlineState.CLOSED)
    return count
