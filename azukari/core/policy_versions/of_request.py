"""The charter of a request: asked for once, kept on the request, and passed down from there.

So everything on one page is judged, shown and worded by one policy, also where another is published meanwhile.
"""

from django.http import HttpRequest

from azukari.core.policy_versions.current import Charters, Current, NoCharter, charters
from azukari.policy.terms import Policy

_KEPT = "azukari_charters"


def charters_of(request: HttpRequest) -> Charters:
    """All charters, as they were when this request asked first.

    Raises:
        NoCharter: nothing has been published.
    """
    kept: dict[str, Charters] = vars(request)
    if _KEPT not in kept:
        kept[_KEPT] = charters()
    return kept[_KEPT]


def charter_of(request: HttpRequest) -> Current:
    """The charter that ruled when this request asked first.

    Raises:
        NoCharter: nothing has been published.
    """
    return charters_of(request).ruling


def ruling_of(request: HttpRequest) -> Current | None:
    """That charter; None before the first."""
    try:
        return charter_of(request)
    except NoCharter:
        return None


def policy_of(request: HttpRequest) -> Policy | None:
    """What that charter says; None before the first."""
    ruling = ruling_of(request)
    return ruling.policy if ruling else None


def forget(request: HttpRequest) -> None:
    """Ask anew at the next turn: what was decided by the charter was refused, since another one rules."""
    vars(request).pop(_KEPT, None)
