"""The page behind an invitation: who invites, for what, and how one will sign in. Opening it uses nothing up; only its
button does (law 7).
"""

from datetime import datetime
from uuid import UUID

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from azukari.core.accounts.invitation import ends_at, invited, take_up
from azukari.core.accounts.models import User
from azukari.core.mail.link import LinkClosed, LinkState
from azukari.core.mail.link_page import Visit, link_page
from azukari.core.policy_versions.of_request import policy_of
from azukari.shells.staff.invitation import in_words


class PasswordForm(forms.Form):
    """A password, twice."""

    password1 = forms.CharField(
        label=gettext_lazy("Password"),
        help_text=gettext_lazy("At least twelve characters; a few words in a row are easy to remember."),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": gettext_lazy("Choose a password.")},
    )
    password2 = forms.CharField(
        label=gettext_lazy("The same once more"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": gettext_lazy("Enter the password a second time.")},
    )

    def __init__(self, user: User, *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        self.user = user

    def clean(self) -> dict[str, object]:
        """Both are alike, and the password is good enough."""
        data: dict[str, object] = super().clean() or {}
        first, second = data.get("password1"), data.get("password2")
        if isinstance(first, str):
            try:
                validate_password(first, self.user)
            except ValidationError as error:
                self.add_error("password1", error)
            if second and first != second:
                self.add_error("password2", _("The two passwords differ. Enter the same one twice."))
        return data


def _read(token: str, *, now: datetime) -> User:  # noqa: ARG001 - the key judges its own time
    reference, _slash, key = token.partition("/")
    user = invited(UUID(reference), key)
    if user is None:
        raise LinkClosed(LinkState.UNKNOWN)
    return user


def _page(visit: Visit, user: User, form: PasswordForm | None = None) -> HttpResponse:
    policy = policy_of(visit.request)
    context = {
        "invitee": user,
        "form": form or PasswordForm(user),
        "duties": in_words(user.duty_slugs(), policy, visit.lang) if policy else "",
        "until": ends_at(user),
    }
    return visit.render("account/invitation.html", context, status=422 if form else 200)


def _begin(visit: Visit) -> HttpResponse:
    user = _read(visit.token, now=visit.now)
    if visit.request.POST.get("way") == "passkey":
        return _take_up(visit, user, None, then="mfa_add_webauthn")
    form = PasswordForm(user, visit.request.POST)
    if not form.is_valid():
        return _page(visit, user, form)
    return _take_up(visit, user, form.cleaned_data["password1"], then="mfa_index")


def _take_up(visit: Visit, invitee: User, password: str | None, *, then: str) -> HttpResponse:
    user = take_up(invitee.reference, visit.token.partition("/")[2], password=password)
    if user is None:
        raise LinkClosed(LinkState.USED)
    visit.request.session.flush()  # whoever was signed in here before is somebody else
    login = Login(user=user, redirect_url=reverse(then))
    answer = perform_password_login(visit.request, {"email": user.email}, login)
    return answer if isinstance(answer, HttpResponse) else HttpResponseRedirect(reverse(then))


def _void(visit: Visit, _link: LinkClosed) -> HttpResponse:
    return visit.render("account/invitation_void.html", {}, status=410)


_invitation = link_page("invitation", _read, show=_page, press=_begin, closed=_void)


def show(request: HttpRequest, reference: UUID, key: str) -> HttpResponse:
    """Choose a password, or go on with a passkey; then on to the second step. Django's token is asked for, too, since a
    session is opened.
    """
    return _invitation(request, get_language() or "ja", f"{reference}/{key}")
