"""Admission control by disk space: with little room left, what takes data in says so before anybody has typed it.

Everything else goes on: whoever withdraws, erases or is asked for a confirmation needs the room that is kept for them.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _

from azukari.lib.room import room
from azukari.site.errors import trouble

_PAGES = frozenset({"form", "embedded-form", "saved-form", "embedded-saved-form"})
_LISTS = "/console/import/"
_PROGRAMS = "/api/v1/forms/"
_LATER = 3600  # seconds


class RoomMiddleware:
    """Answers 503 at every door that takes data in, while there is little room on the disk of the instance."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_args: object) -> HttpResponseBase | None:
        """Answer in the view's place, or let it be."""
        if not _takes_in(request) or not room(settings.AZUKARI.root).little:
            return None
        if request.path_info.startswith(_PROGRAMS):
            detail = _("There is hardly any room left on this server. Nothing was stored. Please try again later.")
            return JsonResponse({"detail": detail}, status=503, headers={"Retry-After": str(_LATER)})
        return trouble(request, 503, retry_after=_LATER)


def _takes_in(request: HttpRequest) -> bool:
    name = request.resolver_match.url_name if request.resolver_match else None
    if name in _PAGES:
        return True  # the empty form as well: nobody should type what is not taken
    return request.method == "POST" and request.path_info.startswith((_PROGRAMS, _LISTS))
