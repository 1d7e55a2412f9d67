"""``/hooks/payments``: where the payment provider tells that money came or went back, by a signed message."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from azukari.core.payments.order import NotSigned
from azukari.core.payments.provider import provider
from azukari.core.payments.told import take


@csrf_exempt  # what counts is the provider's signature; there is no session to ride on
@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    """Take a message in. What is not signed is refused, and what concerns nothing of ours is thanked for as well, so
    that nobody learns from the answer what is here.
    """
    spoken_to, now = provider(), timezone.now()
    if spoken_to is None:
        return HttpResponse(status=404)
    try:
        told = spoken_to.read(request.headers, request.body, now=now)
    except NotSigned:
        return HttpResponse(status=400)
    if told:
        take(told, now=now)
    return HttpResponse(status=204)
