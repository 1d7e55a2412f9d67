"""``/s.js``, the script that other sites of ours load, and ``/s``, to which it tells what it saw.

Both are the same for everybody; neither sets or reads anything in the browser.
"""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from azukari.lib.network import client_address
from azukari.statistics.receive import answer

SCRIPT = Path(__file__).with_name("static") / "statistics" / "s.js"


@cache
def _script() -> tuple[bytes, str]:
    content = SCRIPT.read_bytes()
    return content, f'"{hashlib.sha256(content).hexdigest()[:16]}"'


@require_safe
def script(request: HttpRequest) -> HttpResponse:
    """``/s.js``. Its address stands in other pages for years, so it carries no version."""
    content, etag = _script()
    headers = {"Cross-Origin-Resource-Policy": "cross-origin", "Cache-Control": "public, max-age=3600", "ETag": etag}
    if request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304, headers=headers)
    return HttpResponse(content, content_type="text/javascript; charset=utf-8", headers=headers)


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
