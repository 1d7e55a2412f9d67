"""Limit on POST requests to public addresses (`forms.posts`): 429 before the view begins, and nothing typed is lost.

Whatever is not behind a sign-in of staff is counted, a new address as well. What counts by itself is named here.
"""

import math
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import ngettext

from azukari.core.forms.client import network_of
from azukari.core.forms.framing import framed
from azukari.core.forms.intake_view import submissions
from azukari.core.forms.posts import count
from azukari.features.statistics.views import beacon
from azukari.lib.deferral import deferral
from azukari.shells.api.server import api
from azukari.shells.staff.doors import door_of
from azukari.site.middleware import Middleware

_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_COUNT_THEMSELVES = frozenset({submissions, beacon})
_FORM = "application/x-www-form-urlencoded"
_API = "/api/"
_ROUTES = "api/v1/"
_PROGRAMS = ("/hooks/", "/ledger/")
_PLAIN = (
    "Too much was sent from your network within an hour. Nothing was done; please try again in {minutes} minutes.\n"
    "同じネットワークからの送信が多いため、受け付けませんでした。{minutes}分ほどたってから、もう一度お試しください。\n"
)


class PostsMiddleware(Middleware):
    """Answers 429 to a network that has sent its share of the hour."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], *_args: object) -> HttpResponseBase | None:
        """Answer in the view's place, or let it be."""
        if request.method in _SAFE or not _is_counted(request, view):
            return None
        altcha = request.POST.get("altcha", "") if request.content_type == _FORM else ""
        wait = count(network_of(request), altcha, now=timezone.now())
        return _too_often(request, wait) if wait else None


def _is_counted(request: HttpRequest, view: Callable[..., Any]) -> bool:
    """Whether nothing else counts this request: a token has a limit of its own, whether it is good or not."""
    if view in _COUNT_THEMSELVES:
        return False
    later = deferral(request.META)
    if later and not later.is_open:  # run once more
        return False
    path = request.path_info
    if path.startswith("/console/"):
        return door_of(view) is None
    route = request.resolver_match.route if request.resolver_match else ""
    has_token = request.headers.get("Authorization", "").lower().startswith("bearer ")
    return not (has_token and (request.method, route.removeprefix(_ROUTES)) in api.with_token)


def _too_often(request: HttpRequest, wait: int) -> HttpResponseBase:
    minutes = math.ceil(wait / 60)
    response = _told(request, minutes)
    response.headers["Retry-After"] = str(wait)
    response.headers["Cache-Control"] = "no-store"
    return response


def _told(request: HttpRequest, minutes: int) -> HttpResponseBase:
    path = request.path_info
    if path.startswith(_API):
        return JsonResponse({"detail": _PLAIN.format(minutes=minutes).strip()}, status=429)
    if path.startswith(_PROGRAMS):
        return HttpResponse(_PLAIN.format(minutes=minutes), status=429, content_type="text/plain; charset=utf-8")
    if path.split("/", 3)[2:3] == ["embed"]:
        return framed(_page)(request, minutes)
    return _page(request, minutes)


def _page(request: HttpRequest, minutes: int) -> HttpResponse:
    """What happened, and what was typed, to be sent again from here; never a password."""
    keeps = request.content_type == _FORM and not request.path_info.startswith("/console/")
    typed = [(name, value) for name, values in request.POST.lists() for value in values] if keeps else []
    wait = ngettext("Please try again in %(minutes)s minute.", "Please try again in %(minutes)s minutes.", minutes)
    context = {"typed": typed, "action": request.get_full_path(), "wait": wait % {"minutes": minutes}}
    return render(request, "site/too_often.html", context, status=429)
