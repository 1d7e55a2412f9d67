"""The organisation's few lines of style and its logo, as files. Their addresses name the content."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from azukari.core.appearance import palette
from azukari.core.appearance.models import Theme
from azukari.core.appearance.theme import Appearance, at

_FOREVER = "public, max-age=31536000, immutable"
_CLOSED = "default-src 'none'; style-src 'unsafe-inline'; sandbox"  # even if somebody opens the picture by itself


def _version(number: int) -> Appearance:
    try:
        return at(number)
    except Theme.DoesNotExist as error:
        raise Http404 from error


def _kept(request: HttpRequest, theme: Appearance, response: HttpResponse) -> HttpResponse:
    named = request.GET.get("v") == theme.digest[:8]
    response.headers["Cache-Control"] = _FOREVER if named else "no-cache"
    return response


@require_safe
def stylesheet(request: HttpRequest, number: int) -> HttpResponse:
    """The accent."""
    theme = _version(number)
    content = palette.stylesheet(theme.light, theme.dark)
    return _kept(request, theme, HttpResponse(content, content_type="text/css; charset=utf-8"))


@require_safe
def logo(request: HttpRequest, number: int) -> HttpResponse:
    """The logo."""
    theme = _version(number)
    if theme.logo is None:
        raise Http404
    response = HttpResponse(theme.logo.content, content_type=theme.logo.type)
    response.headers["Content-Security-Policy"] = _CLOSED
    return _kept(request, theme, response)
