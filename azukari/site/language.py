"""The language of a page is the first part of its address: /ja/... or /en/... No cookie, no guess from headers."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation

_CODES = frozenset(code for code, _ in settings.LANGUAGES)


class LanguageMiddleware:
    """Activate the language that the path names; other paths (console, API) read ``Accept-Language``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        first = request.path_info[1:].partition("/")[0]
        language = first if first in _CODES else translation.get_language_from_request(request)
        request.LANGUAGE_CODE = language
        with translation.override(language):
            return self.get_response(request)
