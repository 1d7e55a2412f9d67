"""A browser in which somebody has signed in before keeps a budget of its own for wrong passwords.

Otherwise a stranger in the same network (a café, a telephone provider) could use up the network's budget and keep a
member of staff out. The mark is a random number that we signed, sent to ``/console`` alone: it names nobody, opens
nothing, and nothing about it is stored here.
"""

import secrets
from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponseBase

COOKIE = "azukari_device"
KEPT = timedelta(days=180)

_signer = TimestampSigner(salt="azukari.accounts.device")


def known(request: HttpRequest) -> str:
    """The number of a browser that signed in within ``KEPT``, else ``""``."""
    try:
        return _signer.unsign(request.COOKIES.get(COOKIE, ""), max_age=KEPT)
    except BadSignature:
        return ""


def remember(response: HttpResponseBase) -> None:
    """Mark the browser that gets this answer."""
    response.set_cookie(
        COOKIE,
        _signer.sign(secrets.token_urlsafe(12)),
        max_age=KEPT,
        path=settings.SESSION_COOKIE_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
