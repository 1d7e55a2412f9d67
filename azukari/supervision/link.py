"""The mailed link: which call it belongs to, and what may be done by it. Reading changes nothing (law 7)."""

from datetime import datetime

from azukari.forms.link import link, opened
from azukari.lib.token import TokenError, TokenExpired
from azukari.supervision.models import Call

USE = "contractor"
PATH = "contractor"


def address(call: Call, lang: str) -> str:
    """The whole address that a mail carries. It names a row and nobody."""
    return link(USE, call.id, lang=lang, path=PATH, expires=call.expires_at)


def behind(token: str, *, now: datetime) -> Call | None:
    """The call of a link, which is found by one that is too old as well: whoever has it may have a new one sent.

    None where we made no such link, or what it was about is gone.
    """
    try:
        id = opened(USE, token, now=now)
    except TokenExpired as expired:
        id = expired.id
    except TokenError:
        return None
    return Call.objects.select_related("recipient", "guidelines").filter(id=id).first()
