"""Re-authentication: whoever signed in a while ago says once more who they are, before an act that weighs much.

A GET goes by way of sign-in's own page and comes back. A POST cannot: what was sent would be lost on the way, and the
address may know no GET. It is answered with a page that asks for the password and carries all that was sent in its
hidden fields, so that its button sends the same form again, and the act is done. Nothing of it is kept here meanwhile,
since it may hold personal data. Whoever has no password confirms in another tab, and then sends again.
"""

from allauth.account.adapter import get_adapter
from allauth.account.forms import ReauthenticateForm
from allauth.account.internal.flows.reauthentication import is_reauthentication_required, reauthenticate_by_password
from allauth.core import ratelimit
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from azukari.core.accounts.models import User
from azukari.core.forms.unsaved import WHOSE
from azukari.shells.staff.answer import Problem
from azukari.shells.staff.reader import user_of

PASSWORD = "again-password"  # noqa: S105 - the name of an input, which no page of the console gives another one
_NOT_CARRIED = frozenset({PASSWORD, "csrfmiddlewaretoken", WHOSE})
_FORBIDDEN = 403


def ask_again(request: HttpRequest) -> HttpResponse | None:
    """None where the reader said a moment ago who they are, or says so with this very request; else the page to answer.

    Raises:
        ReauthenticationRequired: on a GET, which sign-in's own page sends back here.
        ImmediateHttpResponse: on a GET, where the issuer of the sign-in has to ask.
    """
    elsewhere = ""
    try:
        if not is_reauthentication_required(request, app="account"):
            _drop_password(request)
            return None
    except ImmediateHttpResponse as sent:
        if request.method != "POST":
            raise
        elsewhere = sent.response.headers["Location"]
    if request.method != "POST":
        raise ReauthenticationRequired
    user = user_of(request)
    by_password = not elsewhere and user.has_usable_password()
    problem = _confirm(request, user) if by_password and PASSWORD in request.POST else None
    if by_password and PASSWORD in request.POST and problem is None:
        _drop_password(request)
        return None
    context = {
        "errors": [problem] if problem else [],
        "by_password": by_password,
        "ways": [elsewhere] if elsewhere else _other_ways(user),
        "name": PASSWORD,
        "carried": [(name, v) for name, values in request.POST.lists() for v in values if name not in _NOT_CARRIED],
        "files": list(request.FILES),
        "here": request.get_full_path(),
    }
    return render(request, "console/reauthentication.html", context, status=_FORBIDDEN)


def _confirm(request: HttpRequest, user: User) -> Problem | None:
    """Judge the password, under the same limit as sign-in's own page; what is wrong with it, or None."""
    if not ratelimit.consume(request, action="reauthenticate", user=user):
        return Problem(PASSWORD, _("Too many attempts. Wait a minute, then try again."))
    form = ReauthenticateForm({"password": request.POST[PASSWORD]}, user=user)
    if not form.is_valid():
        return Problem(PASSWORD, " ".join(str(error) for error in form.errors["password"]))
    reauthenticate_by_password(request)
    return None


def _other_ways(user: User) -> list[str]:
    """Addresses at which the second step confirms it instead of the password."""
    back = urlencode({"next": reverse("console")})
    own = reverse("account_reauthenticate")
    ways = (str(way["url"]) for way in get_adapter().get_reauthentication_methods(user))
    return [f"{url}?{back}" for url in ways if url != own]


def _drop_password(request: HttpRequest) -> None:
    """The view gets what was typed into its own form, and nothing else."""
    if PASSWORD in request.POST:
        posted = request.POST.copy()
        del posted[PASSWORD]
        request.POST = posted  # type: ignore[assignment]  # Django lets a request be given another
