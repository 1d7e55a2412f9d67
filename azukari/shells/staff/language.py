"""The console's language switch. The choice lives in the session, as nothing else about a reader is kept."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from azukari.shells.staff.inside import inside
from azukari.shells.staff.middleware import LANGUAGE
from azukari.shells.staff.post_only import post_only

_CODES = frozenset(code for code, _ in settings.LANGUAGES)


@post_only("console")
def choose(request: HttpRequest) -> HttpResponse:
    """Take ``lang`` from the form and go back to ``next``, if that is a page of the console."""
    lang, back = request.POST.get("lang", ""), inside(request.POST.get("next", ""))
    if lang in _CODES:
        request.session[LANGUAGE] = lang
    return HttpResponseRedirect(back or "/console/")
