"""What a form needs besides when it stands in somebody else's page: its last page, and the script beside the frame."""

import hashlib
from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from azukari.forms.done_pages import form_page

_SCRIPT = Path(__file__).with_name("static") / "forms" / "embed.js"


@require_safe
def done(request: HttpRequest, lang: str, slug: str, token: str) -> HttpResponse:
    """Taken in, and nothing to confirm: the receipt opens in a window of its own, where nobody frames it."""
    return form_page(request, slug, "forms/done.html", receipt=f"/{lang}/receipt/{token}")


@cache
def _script() -> tuple[bytes, str]:
    content = _SCRIPT.read_bytes()
    return content, f'"{hashlib.sha256(content).hexdigest()[:16]}"'


@require_safe
def script(request: HttpRequest) -> HttpResponse:
    """``/embed.js``, for pages of other sites. Its address stands in their pages for years, so it carries no version.

    It asks for nothing and is the same for everybody, so any site may load it.
    """
    content, etag = _script()
    headers = {"Cross-Origin-Resource-Policy": "cross-origin", "Cache-Control": "public, max-age=3600", "ETag": etag}
    if request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304, headers=headers)
    return HttpResponse(content, content_type="text/javascript; charset=utf-8", headers=headers)
