"""No request may be larger than a form can honestly be: refused by its announced length, before anything is read."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _

from azukari.site.errors import trouble
from azukari.site.middleware import Middleware


class BoundsMiddleware(Middleware):
    """Answers 413 to a body beyond ``DATA_UPLOAD_MAX_MEMORY_SIZE`` bytes, or what ``LARGER_BODIES`` allows there."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length) <= most_bytes(request.path_info):
            return self.get_response(request)
        if request.path_info.startswith("/api/"):
            return JsonResponse(
                {"detail": _("This is more than we can accept at once. Nothing was stored.")}, status=413
            )
        return trouble(request, 413)


def most_bytes(path: str) -> int:
    """How many bytes may be sent to ``path``."""
    larger = (most for place, most in settings.LARGER_BODIES.items() if path.startswith(place))
    return next(larger, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
