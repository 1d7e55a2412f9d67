"""Sessions, sign-in and the gate, for addresses under ``/console/`` and for no other.

A public page must not meet a session, so Django's usual chain is not in ``settings.MIDDLEWARE``: this one entry runs
it where it belongs. And since every console page passes here, every one is closed until its reader has signed in with
two factors.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from allauth.account.middleware import AccountMiddleware
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from azukari.core.accounts.device import is_known_to, remember
from azukari.core.accounts.django_secret import follow
from azukari.core.accounts.hashing import AGAIN, Busy
from azukari.core.accounts.models import User
from azukari.core.accounts.own_sessions import mark
from azukari.core.forms.unsaved import without_code
from azukari.core.vault.refusal import Refused
from azukari.shells.staff.gate import gate
from azukari.shells.staff.once import Once
from azukari.shells.staff.refusals import refused

type Respond = Callable[[HttpRequest], HttpResponseBase]

LANGUAGE = "language"
"""The session's key for the language that a member of staff chose."""


class ChosenLanguage:
    """The language chosen with the console's switch, where there is a choice; else what the browser asks for."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        chosen = request.session.get(LANGUAGE) or translation.get_language() or "ja"
        request.LANGUAGE_CODE = chosen
        with translation.override(chosen):
            return self.get_response(request)


class Known:
    """A signed-in session notes its day, and its browser is remembered for the next time (see `accounts.device`)."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        user = request.user
        if isinstance(user, User) and user.is_authenticated:
            mark(request.session, request.headers, now=timezone.now())
            if not is_known_to(request, user.email):
                remember(response, user.email)
        return response


CHAIN: Sequence[Callable[[Respond], Any]] = (
    SessionMiddleware,
    ChosenLanguage,
    CsrfViewMiddleware,
    AuthenticationMiddleware,
    Known,
    MessageMiddleware,
    AccountMiddleware,
    Once,
)


def ours(request: HttpRequest) -> bool:
    return request.path_info.startswith("/console/")


def _busy(request: HttpRequest) -> HttpResponse:
    """The same for every address: no password was checked."""
    words = {
        "status": 503,
        "title": _("Too many are signing in at this moment"),
        "text": _("Your password was not checked. Please try again in a few seconds."),
    }
    response = render(request, "site/error.html", words, status=503)
    response.headers["Retry-After"] = str(AGAIN)
    return response


class ConsoleMiddleware:
    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response
        chain: Any = get_response
        links: list[Any] = []
        for link in reversed(CHAIN):
            chain = link(chain)
            links.insert(0, chain)
        self.chain: Respond = chain
        self.before_view = [link.process_view for link in links if hasattr(link, "process_view")]
        self.on_error = [link.process_exception for link in reversed(links) if hasattr(link, "process_exception")]

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not ours(request):
            return self.get_response(request)
        follow(now=timezone.now())
        response = self.chain(request)
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "same-origin"  # with "no-referrer", forms are sent with "Origin: null"
        return response

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],
        args: Sequence[Any],
        kwargs: Mapping[str, Any],
    ) -> HttpResponseBase | None:
        if not ours(request):
            return None
        if (closed := gate(request)) is not None:
            return closed  # first: a form sent after its sender was cut off leads to sign-in, not to a stale token
        for step in self.before_view:
            if (answer := step(request, view, args, kwargs)) is not None:
                return answer  # type: ignore[no-any-return]
        without_code(request)
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """What the policy refuses, and no view knows better, becomes a page."""
        if not ours(request):
            return None
        if isinstance(error, Refused):
            return refused(request, error.verdict)
        if isinstance(error, Busy):
            return _busy(request)
        for step in self.on_error:
            if (answer := step(request, error)) is not None:
                return answer  # type: ignore[no-any-return]
        return None
