"""Short middleware chain: the way of the busiest address, a registration that a program sends, past what pages need.

It is watched, refused without encryption or under a strange host, bounded, told in its language and closed when the
disk is full, by the same middleware as a page, and comes out with the same headers. What it does not meet is named in
`PASSED_OVER`, each with the reason for which it would do nothing there. The whole chain takes two and a half times as
long of the processor. `tests/site/test_short_chain.py` sends everything both ways, and wants the same answer.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from http import HTTPStatus
from typing import Any

from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.csp import ContentSecurityPolicyMiddleware as _Policy
from django.middleware.security import SecurityMiddleware
from django.urls import Resolver404, resolve
from django.utils.log import log_response

from azukari.core.forms.intake_view import submissions
from azukari.site.bounds import BoundsMiddleware
from azukari.site.language import LanguageMiddleware
from azukari.site.middleware import Respond
from azukari.site.room import RoomMiddleware
from azukari.site.security import HeadersMiddleware
from azukari.site.transport import TransportMiddleware
from azukari.site.watch import WatchMiddleware
from azukari.site.whole import WholeMiddleware

PASSED_OVER: Mapping[str, str] = {
    "azukari.site.compression.CompressionMiddleware": "It compresses answers to GET alone.",
    "azukari.site.assets.AssetsMiddleware": "It answers addresses of files.",
    "django.middleware.common.CommonMiddleware": "Of what it does, the host is asked for and the length is told.",
    "azukari.site.typed_text.TypedTextMiddleware": "It adds to pages, and programs get JSON.",
    "azukari.features.statistics.middleware.CountingMiddleware": "It counts GET and HEAD alone.",
    "azukari.site.posts.PostsMiddleware": "The view counts what it is sent.",
    "azukari.shells.staff.middleware.ConsoleMiddleware": "It is for addresses under /console/.",
}
_BEGIN, _END = "/api/v1/forms/", "/submissions"
_JSON = "application/json"
_MOST = 64  # addresses that are remembered


class Handler(WSGIHandler):
    """Django's, which takes the short chain where there is one. There no address is made, so the place under which the
    site stands and its table of addresses are not set anew; and what a request begins with, as a connection that has
    stood open for too long, has been done at the end of the one before.
    """

    def load_middleware(self, is_async: bool = False) -> None:
        """The whole chain, beside the short one."""
        super().load_middleware(is_async)
        self._short = ShortChain()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> HttpResponseBase:
        """An answer of WSGI (PEP 3333)."""
        if environ["REQUEST_METHOD"] != "POST" or not self._short.takes(environ.get("PATH_INFO", "")):
            answer: HttpResponseBase = super().__call__(environ, start_response)
            return answer
        request = WSGIRequest(environ)
        response = self._short(request)
        told: Any = response  # typed without what Django keeps there
        told._handler_class = Handler  # who tells of its end
        if response.status_code >= HTTPStatus.BAD_REQUEST:
            log_response("%s: %s", response.reason_phrase, request.path, response=told, request=request)
        head = [*response.items(), *self._short.usual_headers(request, response)]
        start_response(f"{response.status_code} {response.reason_phrase}", head)
        return response


class ShortChain:
    """The middleware that the busiest address meets, and its view."""

    def __init__(self) -> None:
        self._match = lru_cache(_MOST)(resolve)
        self._dressing = [kind(_nobody) for kind in (XFrameOptionsMiddleware, _Policy, SecurityMiddleware)]
        self._policy = _Policy(_nobody)
        self._usual: dict[bool, Mapping[str, str]] = {}
        self._hosts: set[str] = set()
        self._room = RoomMiddleware(_nobody)
        inner = LanguageMiddleware(BoundsMiddleware(WholeMiddleware(_told(self._view))))
        self._encrypted = TransportMiddleware(_told(lambda request: self._of_known_host(request, inner)))
        self._watched = _told(WatchMiddleware(self._dressed))

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._watched(request)

    def takes(self, path: str) -> bool:
        """Whether what is sent there has a short way."""
        if not path.startswith(_BEGIN) or not path.endswith(_END):
            return False
        try:
            return self._match(path).func is submissions
        except Resolver404:
            return False

    def _view(self, request: HttpRequest) -> HttpResponseBase:
        request.resolver_match = found = self._match(request.path_info)
        return self._room.process_view(request) or submissions(request, **found.kwargs)

    def _dressed(self, request: HttpRequest) -> HttpResponseBase:
        """With the headers of every answer, where it is a page that tells of an error; it may carry a nonce."""
        self._policy.process_request(request)
        response = self._encrypted(request)
        return response if response.headers["Content-Type"] == _JSON else self._with_headers(request, response)

    def usual_headers(self, request: HttpRequest, response: HttpResponseBase) -> Sequence[tuple[str, str]]:
        """The headers of every answer that this one lacks. Those of JSON are the same each time, and made once."""
        if response.headers["Content-Type"] != _JSON:
            return []
        secure = request.is_secure()
        if secure not in self._usual:
            made = self._with_headers(request, HttpResponse(content_type=_JSON))
            self._usual[secure] = dict(made.headers)
        return [(name, value) for name, value in self._usual[secure].items() if name not in response.headers]

    def _of_known_host(self, request: HttpRequest, following: Respond) -> HttpResponseBase:
        named = request.META.get("HTTP_HOST", "")
        if not named or named not in self._hosts:
            request.get_host()  # raises where we do not go by that name
            if named and len(self._hosts) < _MOST:
                self._hosts.add(named)
        response = following(request)
        if isinstance(response, HttpResponse):
            response.headers.setdefault("Content-Length", str(len(response.content)))
        return response

    def _with_headers(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        dressed: Any = response  # by middleware that is typed for one kind of answer, and takes any
        for middleware in self._dressing:
            dressed = middleware.process_response(request, dressed)
        return HeadersMiddleware(lambda _request: dressed)(request)


def _told(respond: Respond) -> Respond:
    """What is raised becomes a page that says so, as around each of Django's middleware."""
    convert: Any = convert_exception_to_response  # typed for views that may be awaited, too
    told: Respond = convert(respond)
    return told


def _nobody(request: HttpRequest) -> HttpResponseBase:
    """Stands behind middleware that is asked for its part alone."""
    raise NotImplementedError
