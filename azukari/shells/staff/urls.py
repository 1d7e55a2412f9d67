"""Addresses of the console: sign-in and the first page. Slices bring theirs; the gate closes every one until sign-in is
complete.
"""

from allauth.account import views as account
from django.urls import URLPattern, URLResolver, include, path, re_path

from azukari.shells.staff import (
    home,
    joining,
    language,
    list_columns,
    oidc,
    own_sessions,
    selected_duty,
    shortcuts,
    taking,
    unsaved,
)

_SIGN_IN: list[URLPattern | URLResolver] = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("signup/", account.signup, name="account_signup"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    path("password/reset/key/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("second-step/", include("allauth.mfa.urls")),
    path("oidc/", oidc.login, name="console-oidc"),
    path("oidc/callback/", oidc.callback, name="console-oidc-callback"),
    path("sessions/", own_sessions.show, name="console-sessions"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.show, name="console"),
    path("purpose/", taking.show, name="console-purpose"),
    path("purpose/lock/", taking.put_down, name="console-purpose-lock"),
    path("unsaved/", unsaved.show, name="console-unsaved"),
    path("duty/", selected_duty.select, name="console-duty"),
    path("columns/", list_columns.choose, name="console-columns"),
    path("shortcuts/", shortcuts.switch, name="console-shortcuts"),
    path("language/", language.choose, name="console-language"),
    path("invitation/<uuid:reference>/<str:key>/", joining.show, name="console-invitation"),
    path("account/", include(_SIGN_IN)),
]
