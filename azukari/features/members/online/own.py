"""Paying online from one's own page: one press leads to the provider's page."""

from uuid import UUID

from django.http import HttpResponse
from django.utils import translation

from azukari.core.forms.models import Submission
from azukari.core.payments.order import NotOpened
from azukari.core.vault.refusal import Refused
from azukari.features.members.online.opening import NothingOwed, open_payment
from azukari.features.members.own import of_mine
from azukari.shells.self_service.guard import Visit

NOT_OPENED = "not-opened"


@of_mine
def pay(visit: Visit, held: Submission, invoice: UUID) -> HttpResponse:
    """Lead to the provider's page. A page of ours does so by itself, since a form may not lead to another site."""
    try:
        with translation.override(visit.lang):
            url = open_payment(invoice, submission=held.id, lang=visit.lang, actor=visit.actor, now=visit.now)
    except NothingOwed:
        return visit.back(done="paid-online")
    except (Refused, NotOpened):
        return visit.back(done=NOT_OPENED)
    response = visit.render("members/own/pay.html", {"url": url})
    response.headers["Refresh"] = f"0; url={url}"
    return response
