"""``/s.js``, the script that other sites of ours load, and ``/s``, to which it tells what it saw.

Both are the same for everybody; neither sets or reads anything in the browser.
"""

from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from azukari.core.appearance.lent_script import lent_script
from azukari.features.statistics.receive import answer
from azukari.lib.network import client_address

SCRIPT = Path(__file__).with_name("static") / "statistics" / "s.js"

script = lent_script(SCRIPT)
"""``/s.js``."""


@csrf_exempt
def beacon(request: HttpRequest) -> HttpResponse:
    """``/s``: nobody is signed in there, so there is nothing that a forged request could use."""
    body = request.body if request.method == "POST" else b""
    reply = answer(
        request.method or "", request.headers, request.META.get("QUERY_STRING", ""), body, address_of(request)
    )
    return HttpResponse(reply.body, status=reply.status, headers=dict(reply.headers))


def address_of(request: HttpRequest) -> str:
    """Where a request comes from, seen through our own proxy."""
    peer, forwarded = request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Forwarded-For", "")
    return client_address(peer, forwarded, trusted_proxy=settings.AZUKARI.trusted_proxy)
