"""Refusing every page while the instance is not whole: keys are missing, or the database was set back.

What this process knows is looked at by `/healthz`, which the watchdog of the server asks every few seconds.
"""

from django.http import HttpRequest, HttpResponseBase

from azukari.shells.worker import standing
from azukari.site.errors import out_of_order
from azukari.site.middleware import Middleware

_WATCHED = frozenset({"/healthz", "/metrics"})  # programs that watch us have to learn of it


class WholeMiddleware(Middleware):
    """Answers 503 in the place of every page. Costs nothing while all is well."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if standing.known().is_well or request.path_info in _WATCHED:
            return self.get_response(request)
        return out_of_order(request)
