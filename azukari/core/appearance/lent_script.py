"""A script that pages of other sites load: the same for everybody, under one address for years, so with no version."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe


def lent_script(file: Path) -> Callable[[HttpRequest], HttpResponse]:
    """The view of it. It asks for nothing, so any site may load it; whoever has it as it is gets no second one, packed
    or not (RFC 9110, 13.1.2).
    """
    content = file.read_bytes()
    etag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'

    @require_safe
    def script(request: HttpRequest) -> HttpResponse:
        headers = {"Cache-Control": "public, max-age=3600", "ETag": etag}
        whole = HttpResponse(content, content_type="text/javascript; charset=utf-8", headers=headers)
        answer = get_conditional_response(request, etag=etag, response=whole) or whole
        answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return answer

    return script
