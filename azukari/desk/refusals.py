"""A refusal is a page: what was refused, by which clause, and what to do."""

from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from azukari.policy.terms import Verdict

_NOT_READY = "ready."
"""How the codes begin of what somebody can put right themselves, and then goes on (`accounts.readiness`)."""


def refused(request: HttpRequest, verdict: Verdict) -> HttpResponse:
    """The page for a refusal by the policy; the refusal itself has been recorded by whoever decided. Status 403."""
    way, ready = way_on(request, verdict), verdict.code.startswith(_NOT_READY)
    return render(request, "console/refused.html", {"verdict": verdict, "way": way, "ready": ready}, status=403)


def way_on(request: HttpRequest, verdict: Verdict | None) -> str:
    """Where a refusal can be put right; ``""`` for nowhere. Where that leads back, it is told where to."""
    if verdict is None or not verdict.link or not verdict.code.startswith(_NOT_READY):
        return verdict.link if verdict else ""
    return f"{verdict.link}?{urlencode({'next': _page_of(request)})}"


def _page_of(request: HttpRequest) -> str:
    """The page that somebody was on: this one, or the one on which the button stands."""
    if request.method in ("GET", "HEAD"):
        return request.path
    page = urlsplit(request.headers.get("Referer", ""))
    return page.path if page.netloc == request.get_host() and page.path.startswith("/console/") else request.path
