"""The page of one's own sessions: where one is signed in, and a button to end that."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from azukari.accounts import own_sessions
from azukari.accounts.models import User
from azukari.desk.doors import Opens, opens_to


@opens_to(Opens.EVERYBODY)
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """The list; a POST ends one session, or all others."""
    user, now, here = _user(request), timezone.now(), request.session.session_key
    if request.method == "POST":
        if request.POST.get("others"):
            own_sessions.end_others(user, here=here, now=now)
        else:
            own_sessions.end(user, request.POST.get("session", ""), now=now)
        return redirect("console-sessions")
    context = {"sessions": own_sessions.of(user, here=here, now=now)}
    return render(request, "account/sessions.html", context)


def _user(request: HttpRequest) -> User:
    user: Any = request.user
    if not isinstance(user, User):
        raise TypeError("A console view was reached without a signed-in member of staff.")
    return user
