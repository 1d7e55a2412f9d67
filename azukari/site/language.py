"""The language of a page is the first part of its address: /ja/... or /en/... No cookie, no guess from headers."""

from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation

from azukari.site.middleware import Middleware

_CODES = frozenset(code for code, _ in settings.LANGUAGES)


class LanguageMiddleware(Middleware):
    """Activate the language that the path names; other paths (console, API) read ``Accept-Language``."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        first = request.path_info[1:].partition("/")[0]
        language = first if first in _CODES else _preferred(request.META.get("HTTP_ACCEPT_LANGUAGE", ""))
        request.LANGUAGE_CODE = language
        with translation.override(language):
            return self.get_response(request)


@lru_cache(maxsize=200)
def _preferred(accepted: str) -> str:
    """The language of ours that a browser or a program likes best (RFC 9110, 12.5.4)."""
    asking = HttpRequest()
    asking.META["HTTP_ACCEPT_LANGUAGE"] = accepted
    return translation.get_language_from_request(asking)
