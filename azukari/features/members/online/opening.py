"""Opening a payment: the gate is asked, what goes is recorded, and then the provider makes a page."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from azukari.core.forms.models import Submission
from azukari.core.payments.order import REFUSED, NotOpened, Order
from azukari.core.payments.provider import PaymentProvider, provider
from azukari.core.policy_versions.current import at
from azukari.core.transfers.payment_gate import Collector, claim_collector, collector
from azukari.features.members.events import PAYMENT_OPENED
from azukari.features.members.held import hold_registration, tell
from azukari.features.members.models import Invoice, InvoiceState, OnlinePayment, OnlineState
from azukari.policy.terms import Actor

SAME_PAGE = timedelta(hours=20)
"""So long a second press leads to the page of the first: providers keep a page, and a repeated order, for a day."""


class NothingOwed(Exception):
    """The invoice is paid, or there is none."""


def collector_for(held: Submission, *, now: datetime) -> Collector | None:
    """Who may collect the dues of a registration now; None where nobody may."""
    return collector(_purposes(held), now=now) if provider() else None


def open_payment(invoice: UUID, *, submission: UUID, lang: str, actor: Actor, now: datetime) -> str:
    """Have the provider make a page on which an invoice is paid; returns its address.

    Raises:
        NotAMember, NothingOwed: see there.
        Refused: the gate says no. Recorded and committed first.
        NotOpened: the provider made none.
    """
    found = Submission.objects.filter(id=submission).first()
    spoken_to = provider()
    if found is None or spoken_to is None:
        raise NotOpened("no-provider")
    who = claim_collector(_purposes(found), actor=actor, now=now)
    opened, year = _write(invoice, submission, who, actor, now)
    try:
        return _page_of(spoken_to, opened, year, found, lang)
    except NotOpened as no:
        if no.code != REFUSED or opened.opened_at == now:
            raise
    opened, year = _write(invoice, submission, who, actor, now, anew=True)
    return _page_of(spoken_to, opened, year, found, lang)


def _page_of(spoken_to: PaymentProvider, opened: OnlinePayment, year: int, found: Submission, lang: str) -> str:
    """Have the page made; returns its address."""
    base = f"{settings.AZUKARI.base_url}/{lang}/me"
    words = {"organisation": at(found.charter_id).policy.organisation.name[lang], "year": year}
    title = _("%(organisation)s: dues for %(year)s") % words
    paid, back = f"{base}?done=paid-online", f"{base}#membership"
    order = Order(opened.id, opened.amount, title, lang, paid_url=paid, back_url=back)
    page = spoken_to.open(order)
    OnlinePayment.objects.filter(id=opened.id).update(page=page.id)
    return page.url


def _write(
    invoice: UUID, submission: UUID, who: Collector, actor: Actor, now: datetime, *, anew: bool = False
) -> tuple[OnlinePayment, int]:
    """The payment that is under way for what is owed now, with the year of the dues.

    Args:
        anew: by another reference. A provider repeats its answer to a reference for a day, and takes none in another
            language; what is paid on the earlier page is booked as well.
    """
    with transaction.atomic(durable=True):
        held = hold_registration(submission)
        owed = Invoice.objects.filter(id=invoice, submission=held, state=InvoiceState.OPEN).first()
        if owed is None or not owed.owed:
            raise NothingOwed
        wanted = {"invoice": owed, "amount": owed.owed, "recipient": who.slug, "state": OnlineState.OPENED}
        recent = OnlinePayment.objects.filter(**wanted, opened_at__gt=now - SAME_PAGE).order_by("opened_at")
        known = None if anew else recent.last()
        opened = known or OnlinePayment.objects.create(**wanted, person_id=held.person_id, opened_at=now)
        if known is None:
            tell(PAYMENT_OPENED, held, actor=actor, now=now, **who.handed())
    return opened, owed.dues_year


def _purposes(held: Submission) -> tuple[str, ...]:
    return at(held.charter_id).policy.forms[held.form].purposes
