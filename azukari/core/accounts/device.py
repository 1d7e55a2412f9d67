"""A browser in which somebody has signed in before has a budget of theirs for wrong passwords, and for no account else.

Otherwise a stranger in the same network (a café, a telephone provider) could use up the network's budget and keep a
member of staff out. The mark is a keyed hash of the account's address that we signed, sent to ``/console`` alone: it
names nobody, opens nothing, and nothing about it is stored here. All browsers of an account share one budget, so that
another mark gives nobody another budget.
"""

import hashlib
import hmac
from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponseBase

from azukari.lib import instance_secret
from azukari.lib.email import counted

COOKIE = "azukari_device"
KEPT = timedelta(days=180)


def _signer() -> TimestampSigner:
    return TimestampSigner(salt="azukari.accounts.device")


def known(request: HttpRequest) -> str:
    """Whose browser this is: the mark of the account that signed in within ``KEPT``, else ``""``."""
    try:
        return _signer().unsign(request.COOKIES.get(COOKIE, ""), max_age=KEPT)
    except BadSignature:
        return ""


def is_known_to(request: HttpRequest, address: str) -> bool:
    """Whether the account of that address signed in here within ``KEPT``."""
    mark, secrets = known(request).encode(), instance_secret.versions(settings.AZUKARI)
    return any(hmac.compare_digest(mark, _mark(address, one.raw).encode()) for one in secrets)


def remember(response: HttpResponseBase, address: str) -> None:
    """Mark the browser that gets this answer as one of the account's."""
    response.set_cookie(
        COOKIE,
        _signer().sign(_mark(address, instance_secret.newest(settings.AZUKARI))),
        max_age=KEPT,
        path=settings.SESSION_COOKIE_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _mark(address: str, secret: bytes) -> str:
    return hmac.digest(secret, b"azukari known browser " + counted(address).encode(), hashlib.sha256).hex()[:32]
