"""Error reports of the running program: of requests, of what is streamed, and of threads beside them.

What breaks is noted once, without values (`lib.failure`), whichever way it comes out. Nothing of it goes on to the
server or to Python, which would both print it with its words.
"""

import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from azukari.lib.failure import report

_log = logging.getLogger("azukari.site")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def of_request(request: HttpRequest, error: BaseException | None) -> str:
    """Note what broke a request, by its route and not by its address; returns the reference."""
    method = request.method if request.method in _METHODS else "?"
    route = request.resolver_match.route if request.resolver_match else "before its page was found"
    return report(error, what=f"A request broke ({method} {route})", log=_log)


class Break(Exception):
    """An answer that had begun cannot be ended; the connection is cut. It has been noted."""


def guarded(application: Callable[..., Any]) -> Callable[..., Any]:
    """The WSGI application, from which no error of ours comes out with its words."""

    def call(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        try:
            answer = application(environ, start_response)
        except Exception as error:
            reference = report(error, what="An answer could not be made", log=_log)
            start_response("500 Internal Server Error", [("Content-Type", "text/html; charset=utf-8")])
            return [render_to_string("site/500.html", {"reference": reference}).encode()]
        if getattr(answer, "streaming", False):
            answer.streaming_content = _watched(answer.streaming_content)
        return answer

    return call


def _watched(parts: Iterable[bytes]) -> Iterator[bytes]:
    broken = False
    try:
        yield from parts
    except Exception as error:
        report(error, what="An answer broke off", log=_log)
        broken = True
    if broken:
        raise Break


def listen_to_threads() -> None:
    """Note what ends a thread of this process, where Python would print it."""
    threading.excepthook = _of_thread


def _of_thread(args: threading.ExceptHookArgs) -> None:
    name = args.thread.name if args.thread else "?"
    report(args.exc_value, what=f"The thread {name} ended", log=_log)
