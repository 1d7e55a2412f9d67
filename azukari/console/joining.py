"""The page behind an invitation: who invites, for what, and how one will sign in. Opening it uses nothing up; only its
button does (law 7).
"""

from uuid import UUID

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from azukari.accounts.invitation import ends_at, invited, take_up
from azukari.accounts.models import User
from azukari.console.invitation import in_words
from azukari.console.policy import ruling


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


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, reference: UUID, key: str) -> HttpResponse:
    """Choose a password, or go on with a passkey; then on to the second step."""
    user = invited(reference, key)
    if user is None:
        return render(request, "account/invitation_void.html", status=410)
    if request.method != "POST":
        return _page(request, user, PasswordForm(user))
    if request.POST.get("way") == "passkey":
        return _begin(request, reference, key, None, then="mfa_add_webauthn")
    form = PasswordForm(user, request.POST)
    if not form.is_valid():
        return _page(request, user, form, status=422)
    return _begin(request, reference, key, form.cleaned_data["password1"], then="mfa_index")


def _begin(request: HttpRequest, reference: UUID, key: str, password: str | None, *, then: str) -> HttpResponse:
    user = take_up(reference, key, password=password)
    if user is None:
        return render(request, "account/invitation_void.html", status=410)
    request.session.flush()  # whoever was signed in here before is somebody else
    answer = perform_password_login(request, {"email": user.email}, Login(user=user, redirect_url=reverse(then)))
    return answer if isinstance(answer, HttpResponse) else HttpResponseRedirect(reverse(then))


def _page(request: HttpRequest, user: User, form: PasswordForm, *, status: int = 200) -> HttpResponse:
    policy, lang = ruling(), get_language() or "ja"
    context = {
        "invitee": user,
        "form": form,
        "duties": in_words(user.duty_slugs(), policy, lang) if policy else "",
        "until": ends_at(user),
    }
    return render(request, "account/invitation.html", context, status=status)
