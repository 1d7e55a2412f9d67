"""Admission control by disk space: with little room left, what takes data in says so before anybody has typed it.

Everything else goes on: whoever withdraws, erases or is asked for a confirmation needs the room that is kept for them.
"""

import time

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _

from azukari.lib.room import room, takes_writes
from azukari.site.errors import trouble
from azukari.site.middleware import Middleware, Respond

_PAGES = frozenset({"form", "embedded-form", "saved-form", "embedded-saved-form"})
_LISTS = "/console/import/"
_PROGRAMS = "/api/v1/forms/"
_LATER = 3600  # seconds
_LOOK_FOR_ROOM = 0.1  # seconds between two looks; a fraction of what is kept is written in that time
_LOOK = 2.0  # seconds between two looks whether anything can be written


class RoomMiddleware(Middleware):
    """Answers 503 at every door that takes data in, while the instance's disk has little room, or takes no writes."""

    def __init__(self, get_response: Respond) -> None:
        super().__init__(get_response)
        self._is_writable, self._look_again = True, 0.0
        self._is_little, self._look_for_room = False, 0.0

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_args: object) -> HttpResponseBase | None:
        """Answer in the view's place, or let it be."""
        said = self._trouble() if _takes_in(request) else ""
        if not said:
            return None
        if request.path_info.startswith(_PROGRAMS):
            return JsonResponse({"detail": said}, status=503, headers={"Retry-After": str(_LATER)})
        return trouble(request, 503, said, retry_after=_LATER)

    def _trouble(self) -> str:
        """Why nothing can be taken in, for people; ``""`` if it can."""
        now = time.monotonic()
        if now >= self._look_for_room:
            self._look_for_room = now + _LOOK_FOR_ROOM
            self._is_little = room(settings.AZUKARI.root).little
        if self._is_little:
            return _("This server is almost out of disk space. Nothing was stored. Please try again later.")
        if now >= self._look_again:
            self._look_again = now + _LOOK
            self._is_writable = takes_writes(settings.AZUKARI.root / "data")
        if self._is_writable:
            return ""
        return _("This server cannot write to its disk at the moment. Nothing was stored. Please try again later.")


def _takes_in(request: HttpRequest) -> bool:
    name = request.resolver_match.url_name if request.resolver_match else None
    if name in _PAGES:
        return True  # the empty form as well: nobody should type what is not taken
    return request.method == "POST" and request.path_info.startswith((_PROGRAMS, _LISTS))
