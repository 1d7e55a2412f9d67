"""Request log and request metrics: one line and one count for each answer, by its route, with no address of anything.

Every request has a reference, which stands in its line, in the error that it may have met, and on the page that tells a
person about that error.
"""

import logging
import time

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from azukari.lib import failure
from azukari.lib.deferral import deferral
from azukari.site import metrics
from azukari.site.middleware import Middleware

_log = logging.getLogger("azukari.request")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_LINE = "%(method)s /%(route)s %(status)d in %(ms)s ms [%(reference)s]"
_UNWATCHED = frozenset({"healthz", "metrics"})  # what asks all the time would drown the rest


class WatchMiddleware(Middleware):
    """Stands before all others, so that what they refuse is seen as well."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        reference = failure.begin()
        begun = time.perf_counter()
        try:
            response = self.get_response(request)
            later = deferral(request.META)
            if later and later.is_left:  # it is not answered before it is written
                later.note(lambda: _note(request, response.status_code, time.perf_counter() - begun, reference))
            else:
                _note(request, response.status_code, time.perf_counter() - begun, reference)
        finally:
            failure.end()
        return response


def _note(request: HttpRequest, status: int, seconds: float, reference: str) -> None:
    route = request.resolver_match.route if request.resolver_match else "?"
    method = request.method if request.method in _METHODS else "?"
    metrics.observe(method=method, route=route, status=status, seconds=seconds)
    if settings.AZUKARI.log.requests and route not in _UNWATCHED and _log.isEnabledFor(logging.INFO):
        facts = {
            "method": method,
            "route": route,
            "status": status,
            "ms": round(seconds * 1000, 1),
            "reference": reference,
        }
        record = _log.makeRecord(_log.name, logging.INFO, __file__, 0, _LINE, (facts,), None)
        _log.handle(record)  # `info` would look for its caller each time, who is always the same
