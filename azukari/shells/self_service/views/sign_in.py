"""Coming in and going out. The form answers alike whatever the address; a link opens a page, and its button the
session.
"""

import math
from collections.abc import Mapping
from contextlib import nullcontext
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt

from azukari.core.forms.client import network_of
from azukari.core.mail.link_page import Button, Panel, link_page
from azukari.core.mail.link_page import Visit as LinkVisit
from azukari.lib.characters import MalformedError
from azukari.lib.presses import Presses
from azukari.lib.random_bytes import random_bytes
from azukari.shells.self_service import cookie, session, sign_in
from azukari.shells.self_service.guard import (
    TO,
    Visit,
    from_here,
    in_other_language,
    not_ours,
    own_page,
    private,
    visitor,
)
from azukari.shells.self_service.onward import onward
from azukari.shells.self_service.views.closed import closed
from azukari.shells.self_service.views.overview import show

_MINUTE = 60
_NUMBER = "page-number"
_presses = Presses(lasts=timedelta(seconds=30), most=10_000)
"""Whoever presses twice gets one mail; who asks again after that wants another."""


@csrf_exempt
def door(request: HttpRequest, lang: str) -> HttpResponse:
    """The own page for whoever has come in; for others, the form that asks for a link."""
    now = timezone.now()
    if request.method == "POST":
        return _ask(request, lang) if from_here(request) else not_ours(request)
    here, wanted = visitor(request, now=now), onward(request.GET.get(TO, ""), lang)
    if here is None:
        return _asking(request, {"wanted": wanted})
    if wanted:
        return private(HttpResponseRedirect(f"/{lang}{wanted}", status=303))
    return show(Visit(request, lang, here, now))


def _asking(request: HttpRequest, context: Mapping[str, object], *, status: int = 200) -> HttpResponse:
    """The form that asks for a link, with a number of its own, by which a second press is known."""
    context = {"number": random_bytes(16).hex(), **context}
    return private(render(request, "own/sign_in.html", context, status=status))


def _ask(request: HttpRequest, lang: str) -> HttpResponse:
    typed, wanted = request.POST.get("email", ""), onward(request.POST.get(TO, ""), lang)
    if in_other_language(request):
        return _asking(request, {"typed": typed, "wanted": wanted})
    number = request.POST.get(_NUMBER, "")
    try:
        with _presses.turn(_presses.digest([number, typed, wanted])) if number else nullcontext(True) as is_first:
            if is_first:
                sign_in.request(typed, network=network_of(request), lang=lang, now=timezone.now(), page=wanted)
    except sign_in.TooOften as too_often:
        return _too_often(request, too_often.seconds, typed=typed, wanted=wanted)
    except MalformedError:
        message = _("Please enter an email address such as hanako@example.org.")
        context = {"errors": [{"field_id": "email", "message": message}], "error": message, "typed": typed}
        context["wanted"] = wanted
        return _asking(request, context, status=422)
    return private(render(request, "own/asked.html", {"sender": settings.AZUKARI.sender}))


def _too_often(request: HttpRequest, seconds: int, *, typed: str, wanted: str) -> HttpResponse:
    """The form once more, with what was typed, and when it can be sent."""
    minutes = math.ceil(seconds / _MINUTE)
    wait = ngettext("Please try again in %(minutes)s minute.", "Please try again in %(minutes)s minutes.", minutes)
    title, text = _("Too many attempts"), wait % {"minutes": minutes}
    context = {"errors": [{"field_id": "email", "message": f"{title}: {text}"}], "error": text}
    response = _asking(request, {**context, "typed": typed, "wanted": wanted}, status=429)
    response.headers["Retry-After"] = str(seconds)
    return response


def _ready(visit: LinkVisit, _sign_in: object) -> HttpResponse:
    return visit.say(
        Panel(
            title=_("Open your own page"),
            heading=_("Your page is ready"),
            paragraphs=(_("Press the button to open it. The link works only once."),),
            icon="key",
            buttons=(Button(_("Open my page")),),
            after=(
                _(
                    "While your page is open, this browser keeps one cookie. It is deleted when you sign out, after "
                    "two hours without use, or when you close the browser."
                ),
                _("If you did not ask for this link, close this page. Nothing has changed."),
            ),
        )
    )


def _enter(visit: LinkVisit) -> HttpResponse:
    page = sign_in.page_behind(visit.token, now=visit.now)
    opened = sign_in.enter(visit.token, now=visit.now)
    response = visit.go(onward(page, visit.lang) or "/me")
    cookie.give(response, opened.secret, secure=visit.request.is_secure())
    return response


enter = link_page("sign-in", sign_in.LINK.opened, show=_ready, press=_enter, closed=closed)


@own_page("POST")
def leave(visit: Visit) -> HttpResponse:
    """Sign out."""
    session.end(visit.session)
    response = private(HttpResponseRedirect(f"/{visit.lang}/me", status=303))
    cookie.take_back(response, secure=visit.request.is_secure())
    return response
