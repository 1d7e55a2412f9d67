"""Middleware that counts our own public pages as they are answered, so that they need no script to be counted.

What is about somebody (marked as such by its headers) is not counted, nor is what a browser fetches ahead. A page whose
view counts ends with our script, and no other page does: it tells how far and how long the page was read, and what came
next; the view itself it leaves to us (``data-own``). The page says the same to everybody, so it is the script that asks
whether somebody objects.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from azukari.statistics.hit import MISSING, VIEW, Hit
from azukari.statistics.receive import count, named, objects
from azukari.statistics.referrer import host_of
from azukari.statistics.views import address_of

_LANGUAGES = ("ja", "en")
_SECTIONS = frozenset({"forms", "campaigns", "magazine", "questionnaires", "privacy", "promises", "contact", "ledger"})
_UTM = "utm_"
_SCRIPT = b'<script src="/s.js" data-own defer></script>\n'
_END = b"</body>"


class CountingMiddleware:
    """Counts views of pages below ``/{ja|en}/``, and what was asked for there in vain."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        hit = _hit(request, response) if request.method in ("GET", "HEAD") else None
        if hit and request.method == "GET" and not objects(request.headers):
            known = named()
            if known:
                count(hit, request.headers, address_of(request), known=known)
        if hit and hit.kind == VIEW and isinstance(response, HttpResponse):
            before, end, after = response.content.rpartition(_END)
            response.content = before + _SCRIPT + end + after if end else response.content
        return response


def _hit(request: HttpRequest, response: HttpResponseBase) -> Hit | None:
    language, _slash, rest = request.path_info[1:].partition("/")
    section = rest.partition("/")[0]
    if language not in _LANGUAGES or "prefetch" in request.headers.get("Sec-Purpose", ""):
        return None
    if response.status_code == 404:
        return Hit(MISSING, f"/{language}/{section}/*" if section in _SECTIONS else f"/{language}/*")
    html = response.headers.get("Content-Type", "").startswith("text/html")
    if response.status_code != 200 or not html or (section and section not in _SECTIONS):
        return None
    if "X-Robots-Tag" in response.headers:
        return None
    site = request.headers.get("Sec-Fetch-Site", "")
    query = request.META.get("QUERY_STRING", "")
    return Hit(
        VIEW,
        request.path_info,
        from_host=host_of(request.headers.get("Referer", "")),
        inside=site == "same-origin",
        campaign=[pair for pair in query[:500].split("&") if pair.startswith(_UTM)] if _UTM in query else (),
    )
