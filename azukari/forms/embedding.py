"""What a form needs besides when it stands in somebody else's page: its last page, and the script beside the frame."""

import hashlib
from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from azukari.charter.current import NoCharter
from azukari.charter.of_request import charter_of
from azukari.forms import kinds
from azukari.forms.visit import sentence

_SCRIPT = Path(__file__).with_name("static") / "forms" / "embed.js"


@require_safe
def done(request: HttpRequest, lang: str, slug: str, token: str) -> HttpResponse:
    """Taken in, and nothing to confirm: the receipt opens in a window of its own, where nobody frames it."""
    try:
        form = charter_of(request).policy.forms[slug]
    except (NoCharter, KeyError):
        return sentence(request, 404, _("There is no such form"), _("The first page lists the forms that are open."))
    context = {"form": form, "kind": kinds.of(form.kind), "receipt": f"/{lang}/receipt/{token}"}
    return render(request, "forms/done.html", context)


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
