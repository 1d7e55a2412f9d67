"""Links that our mails carry, and what they prove."""

from datetime import datetime
from functools import cache
from uuid import UUID

from django.conf import settings

from azukari.lib.token import make, read


@cache
def secret() -> bytes:
    """The key that signs mailed links."""
    return settings.AZUKARI.key("secret")


def link(use: str, id: UUID, *, lang: str, path: str, expires: datetime) -> str:
    """A whole address, ``{base}/{lang}/{path}/{token}``, with a token for the row ``id``."""
    return f"{settings.AZUKARI.base_url}/{lang}/{path}/{make(secret(), use, id, expires)}"


def opened(use: str, text: str, *, now: datetime) -> UUID:
    """The row that a link is about.

    Raises:
        TokenExpired: it was made here for this use, and its time is over.
        TokenError: it was not made here for this use.
    """
    return read(secret(), use, text, now=now)
