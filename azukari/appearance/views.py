"""The organisation's few lines of style and its logo, as files. Their addresses name the content."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from azukari.appearance import palette
from azukari.appearance.look import Appearance, at
from azukari.appearance.models import Look

_FOREVER = "public, max-age=31536000, immutable"
_CLOSED = "default-src 'none'; style-src 'unsafe-inline'; sandbox"  # even if somebody opens the picture by itself


def _version(number: int) -> Appearance:
    try:
        return at(number)
    except Look.DoesNotExist as error:
        raise Http404 from error


def _kept(request: HttpRequest, look: Appearance, response: HttpResponse) -> HttpResponse:
    named = request.GET.get("v") == look.digest[:8]
    response.headers["Cache-Control"] = _FOREVER if named else "no-cache"
    return response


@require_safe
def stylesheet(request: HttpRequest, number: int) -> HttpResponse:
    """The accent."""
    look = _version(number)
    content = palette.stylesheet(look.light, look.dark)
    return _kept(request, look, HttpResponse(content, content_type="text/css; charset=utf-8"))


@require_safe
def logo(request: HttpRequest, number: int) -> HttpResponse:
    """The logo."""
    look = _version(number)
    if look.logo is None:
        raise Http404
    response = HttpResponse(look.logo.content, content_type=look.logo.type)
    response.headers["Content-Security-Policy"] = _CLOSED
    return _kept(request, look, response)
