"""The page of one's own sessions: where one is signed in, and a button to end that."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from azukari.core.accounts import own_sessions
from azukari.shells.staff.doors import Opens, opens_to
from azukari.shells.staff.reader import user_of


@opens_to(Opens.EVERYBODY)
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """The list; a POST ends one session, or all others."""
    user, now, here = user_of(request), timezone.now(), request.session.session_key
    if request.method == "POST":
        if request.POST.get("others"):
            own_sessions.end_others(user, here=here, now=now)
        else:
            own_sessions.end(user, request.POST.get("session", ""), now=now)
        return redirect("console-sessions")
    context = {"sessions": own_sessions.of(user, here=here, now=now)}
    return render(request, "account/sessions.html", context)
