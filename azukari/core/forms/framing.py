"""Forms inside other people's pages: only the form's own pages may be framed, and only by the sites that we name.

Everything else keeps ``frame-ancestors 'none'``. In a frame a visitor may be tricked into clicking on what they do not
see; on a form's pages there is nothing to win by that, since no cookie and no session lend a click any authority. The
person's own page, the confirmation and the console do, and are never framed.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from azukari.core.appearance.hosts import origins

_HOSTS = "azukari.hosts"


def is_framed(request: HttpRequest) -> bool:
    """Whether this request is for a page that lives in somebody else's."""
    return _HOSTS in request.META


def hosts_of(request: HttpRequest) -> tuple[str, ...]:
    """The sites that may frame this page."""
    hosts: tuple[str, ...] = request.META.get(_HOSTS, ())
    return hosts


def framed[**P, R: HttpResponseBase](view: Callable[P, R]) -> Callable[P, R]:
    """Marks a view that the named sites may frame."""

    @wraps(view)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        request: Any = args[0]
        request.META[_HOSTS] = allowed = origins()
        response: Any = view(*args, **kwargs)
        if allowed:
            response._csp_config = {**settings.SECURE_CSP, "frame-ancestors": list(allowed)}
            response.xframe_options_exempt = True  # it knows no list; the policy above rules
            response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"  # for hosts that isolate themselves
        response.headers["X-Robots-Tag"] = "noindex"
        return response  # type: ignore[no-any-return]

    wrapped: Any = wrapper
    return wrapped  # type: ignore[no-any-return]
