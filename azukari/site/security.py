"""Headers that close what a browser leaves open, and the mark for answers that nobody may keep a copy of."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from azukari.site.middleware import Middleware

_HEADERS = {
    "Permissions-Policy": (
        "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), fullscreen=(), geolocation=(), "
        "gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), publickey-credentials-get=(self), "
        "publickey-credentials-create=(self), usb=()"
    ),
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
}
_FLEETING = "no-store"
_YEARS_TWO = 63_072_000


class HeadersMiddleware(Middleware):
    """Adds the headers that Django's own SecurityMiddleware does not know; a view's own choice wins."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        if request.is_secure():
            response.headers.setdefault("Strict-Transport-Security", f"max-age={_YEARS_TWO}; includeSubDomains")
        if request.method not in ("GET", "HEAD") or "Authorization" in request.headers:  # a program's by its token
            response.headers.setdefault("Cache-Control", _FLEETING)
        return response


def personal[**P, R: HttpResponseBase](view: Callable[P, R]) -> Callable[P, R]:
    """Marks a view whose answer is about a person: no cache keeps it, no index lists it."""

    @wraps(view)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        response = view(*args, **kwargs)
        response.headers["Cache-Control"] = _FLEETING
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    wrapped: Any = wrapper
    return wrapped  # type: ignore[no-any-return]
