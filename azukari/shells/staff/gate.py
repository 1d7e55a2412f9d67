"""Closed by default: who gets past the door of the console.

Anonymous visitors reach only the pages by which one signs in; a member of staff without a second factor reaches only
the pages by which one is set up. Every other console page, present and future, needs both (P01). What lies behind is
the policy's to open. Where a duty demands a passkey, whoever has one uses it before passkeys are changed.
"""

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from azukari.core.accounts.models import User
from azukari.core.accounts.passkey import may_change_passkeys
from azukari.core.policy_versions.of_request import policy_of
from azukari.shells.staff.standing import ask_complete
from azukari.shells.staff.unsaved import waits

TO_SIGN_IN = frozenset(
    {
        "account_login",
        "account_logout",
        "account_inactive",
        "account_signup",  # says that nobody signs up
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "mfa_authenticate",
        "mfa_login_webauthn",
        "console-language",
        "console-oidc",
        "console-oidc-callback",
        "console-invitation",  # its own link is what opens it
        "demo-enter",  # of a demonstration alone, whose staff is fictional
    }
)

TO_SET_UP = TO_SIGN_IN | {
    "account_reauthenticate",
    "account_change_password",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
}

TO_CHANGE_PASSKEYS = frozenset({"mfa_add_webauthn", "mfa_remove_webauthn"})


def gate(request: HttpRequest) -> HttpResponseBase | None:
    """None to let the request through, else where to go first."""
    page = request.resolver_match.url_name if request.resolver_match else None
    if page in TO_SIGN_IN:
        return None
    user = request.user
    if not isinstance(user, User) or not user.is_authenticated:
        return _kept(request) or redirect_to_login(request.get_full_path())
    if page in TO_CHANGE_PASSKEYS and not may_change_passkeys(request, user, policy_of(request)):
        return redirect("mfa_index")
    if page in TO_SET_UP or ask_complete(request, user):
        return None
    return _kept(request) or redirect("mfa_index")


def _kept(request: HttpRequest) -> HttpResponseBase | None:
    """The page that keeps what was sent; None where nothing was, so that sign-in comes first."""
    return waits(request) if request.method == "POST" else None
