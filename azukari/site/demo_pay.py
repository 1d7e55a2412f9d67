"""The demonstration's payment page, in the place of a payment provider's: nobody is charged."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from azukari.core.payments.order import CURRENCY, Collected
from azukari.features.members.models import OnlinePayment
from azukari.features.members.online.settling import settle_online


@csrf_exempt  # a page of a demonstration, which is served on this machine alone, and pays with nothing
@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: HttpRequest, lang: str, reference: UUID) -> HttpResponse:
    """Show what is to pay; the button says that it came."""
    here = get_object_or_404(OnlinePayment, id=reference)
    if request.method != "POST":
        return render(request, "site/demo_pay.html", {"amount": here.amount})
    now = timezone.now()
    settle_online(Collected(here.id, here.page, here.amount, CURRENCY, now), now=now)
    return HttpResponseRedirect(f"/{lang}/me?done=paid-online", status=303)
