"""Compression (gzip) of what carries no secret beside text that a stranger may choose (BREACH).

A compressed answer tells by its length whether two of its parts are alike. So nothing is compressed that holds a secret
(a session's page, a link's page, a token against forgery) or echoes what was sent: only files, and answers to a plain
GET without a cookie, a query or a body, which say the same to everybody. Why, for each kind of page:
docs/decisions/2026-11-27-responses-without-secrets-are-compressed.md.
"""

import gzip
from collections.abc import Iterable
from functools import lru_cache
from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import patch_vary_headers
from whitenoise.middleware import WhiteNoiseFileResponse

from azukari.lib.same_to_all import is_same_to_all
from azukari.site.middleware import Middleware

_LEAST = 800
_TEXT = ("text/", "application/json", "application/javascript", "image/svg+xml")
_SECRETS = ("Cookie", "Authorization", "Range")


class CompressionMiddleware(Middleware):
    """Compresses, for whoever takes gzip, what says the same to everybody."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, smaller where its length tells nothing."""
        response = self.get_response(request)
        if not _may_be_smaller(request, response):
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        if "gzip" not in request.headers.get("Accept-Encoding", ""):
            return response
        if isinstance(response, WhiteNoiseFileResponse):
            return _smaller_file(response)
        return _smaller(cast("HttpResponse", response))


def _may_be_smaller(request: HttpRequest, response: HttpResponseBase) -> bool:
    kind = response.headers.get("Content-Type", "")
    if request.method != "GET" or response.status_code != 200 or not kind.startswith(_TEXT):
        return False
    if "Content-Encoding" in response.headers or any(request.headers.get(name) for name in _SECRETS):
        return False
    return isinstance(response, WhiteNoiseFileResponse) or _is_the_same_to_all(request, response)


def _is_the_same_to_all(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether the page holds no secret, and nothing that the asker chose: no query, and it is about nobody."""
    about_somebody = "no-store" in response.headers.get("Cache-Control", "") or "X-Robots-Tag" in response.headers
    if response.streaming or request.META.get("QUERY_STRING"):
        return False
    return is_same_to_all(response) or not about_somebody


def _smaller(response: HttpResponse) -> HttpResponse:
    if len(response.content) >= _LEAST:
        response.content = gzip.compress(response.content, mtime=0)
        _say(response, len(response.content))
    return response


def _smaller_file(response: StreamingHttpResponse) -> StreamingHttpResponse:
    content = b"".join(cast("Iterable[bytes]", response.streaming_content))
    small = _packed(content)
    response.streaming_content = [small]
    _say(response, len(small))
    return response


@lru_cache(maxsize=64)
def _packed(content: bytes) -> bytes:
    """A file, packed as well as it goes, once in the life of the process."""
    return gzip.compress(content, compresslevel=9, mtime=0)


def _say(response: HttpResponseBase, length: int) -> None:
    response.headers["Content-Encoding"] = "gzip"
    response.headers["Content-Length"] = str(length)
    if response.headers.get("ETag", "").startswith('"'):
        response.headers["ETag"] = "W/" + response.headers["ETag"]
