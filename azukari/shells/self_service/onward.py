"""Where a sign-in leads to: a page of one's own that was wanted first, if its address names nothing but itself."""

from django.urls import Resolver404, resolve

OPENS = "opens_own_page"
"""The attribute by which a view tells that it shows a page of one's own."""
_LONGEST = 64


def onward(path: str, lang: str) -> str:
    """The address behind the language if a sign-in may lead there; ``""`` otherwise.

    Args:
        path: as it was asked for, behind the language: ``/me/shifts``.
    """
    if not path.startswith("/me/") or len(path) > _LONGEST:
        return ""
    try:
        found = resolve(f"/{lang}{path}")
    except Resolver404:
        return ""
    return path if set(found.kwargs) == {"lang"} and getattr(found.func, OPENS, False) else ""
