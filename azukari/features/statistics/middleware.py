"""Middleware that counts our own public pages as they are answered, so that they need no script to be counted.

What is about somebody (marked as such by its headers, or reached by a secret in its address) is not counted, nor is
what a browser fetches ahead. A page whose view counts ends with our script, and no other page does: it tells how far
and how long the page was read, and what came next; the view itself it leaves to us (``data-own``). The page says the
same to everybody, so it is the script that asks whether somebody objects.
"""

from collections.abc import Callable
from functools import cache

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse

from azukari.core.forms.front_links import known as front_links
from azukari.features.statistics.hit import MISSING, VIEW, Hit
from azukari.features.statistics.receive import count, named, objects
from azukari.features.statistics.referrer import host_of
from azukari.features.statistics.sites import OWN, Sites
from azukari.features.statistics.views import address_of

_LANGUAGES = ("ja", "en")
_CORE = frozenset({"forms", "privacy", "promises", "contact", "ledger"})
_OF_ONE = "token"  # what the part of an address is called that one person alone knows
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
        known = named() if hit else None
        if hit is None or known is None:
            return response
        if request.method == "GET" and not objects(request.headers):
            count(hit, request.headers, address_of(request), known=known)
        if hit.kind == VIEW and isinstance(response, HttpResponse) and _is_ours(request, known):
            before, end, after = response.content.rpartition(_END)
            response.content = before + _SCRIPT + end + after if end else response.content
        return response


@cache
def sections() -> frozenset[str]:
    """The first parts of addresses that are for everybody: of the core, and to which the public first page leads."""
    return _CORE | {reverse(link.name, args=["en"]).split("/")[2] for link in front_links()}


def _is_ours(request: HttpRequest, known: Sites) -> bool:
    """Whether it was asked for where we are served, so that what the script sends is taken there."""
    host = request.headers.get("Host", "")
    return any(known.by_origin.get(f"{scheme}://{host}") == OWN for scheme in ("https", "http"))


def _hit(request: HttpRequest, response: HttpResponseBase) -> Hit | None:
    language, _slash, rest = request.path_info[1:].partition("/")
    section = rest.partition("/")[0]
    if language not in _LANGUAGES or "prefetch" in request.headers.get("Sec-Purpose", ""):
        return None
    if response.status_code == 404:
        return Hit(MISSING, f"/{language}/{section}/*" if section in sections() else f"/{language}/*")
    html = response.headers.get("Content-Type", "").startswith("text/html")
    if response.status_code != 200 or not html or (section and section not in sections()):
        return None
    if _is_about_somebody(request, response):
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


def _is_about_somebody(request: HttpRequest, response: HttpResponseBase) -> bool:
    """A page that no index may list is, unless every cache may keep it, as those of the archive of a magazine."""
    if request.resolver_match and _OF_ONE in request.resolver_match.kwargs:
        return True
    return "X-Robots-Tag" in response.headers and "public" not in response.headers.get("Cache-Control", "")
