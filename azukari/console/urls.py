"""Addresses of the console. Features mount theirs beside these; the gate closes every one until sign-in is complete."""

from allauth.account import views as account
from django.urls import URLPattern, URLResolver, include, path, re_path

from azukari.console import (
    correcting,
    home,
    joining,
    language,
    own_sessions,
    people,
    people_saved,
    person,
    submission,
    submission_numbers,
    submission_spam,
    submissions,
    suppression,
    tokens,
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
    path("sessions/", own_sessions.show, name="console-sessions"),
    path("tokens/", tokens.show, name="console-tokens"),
    path("tokens/make/", tokens.make_one, name="console-tokens-make"),
    path("tokens/<uuid:id>/revoke/", tokens.revoke_one, name="console-tokens-revoke"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.show, name="console"),
    path("language/", language.choose, name="console-language"),
    path("forms/<slug:slug>/", submissions.show, name="console-submissions"),
    path("forms/<slug:slug>/numbers/", submission_numbers.show, name="console-submissions-numbers"),
    path("forms/<slug:slug>/apart/", submission_spam.show, name="console-submissions-apart"),
    path("forms/<slug:slug>/<uuid:id>/", submission.show, name="console-submission"),
    path("forms/<slug:slug>/<uuid:id>/open/", submission.open_for, name="console-submission-open"),
    path("forms/<slug:slug>/<uuid:id>/answer/", submission.answer, name="console-submission-answer"),
    path("people/", people.show, name="console-people"),
    path("people/open/", people.open_list, name="console-people-open"),
    path("people/find/", people.find, name="console-people-find"),
    path("people/views/", people_saved.keep, name="console-people-views"),
    path("people/<uuid:person_id>/", person.show, name="console-person"),
    path("people/<uuid:person_id>/open/", person.open_for, name="console-person-open"),
    path("people/<uuid:person_id>/correct/<uuid:value_id>/", correcting.correct, name="console-person-correct"),
    path("suppression/", suppression.page, name="console-suppression"),
    path("policy/", include("azukari.console.editor.urls")),
    path("rights/", include("azukari.console.requests.urls")),
    path("look/", look.edit, name="console-look"),
    path("look/back/", look.back, name="console-look-back"),
    path("look/sample.css", look.sample, name="console-look-sample"),
    path("on-your-site/", embedding.show, name="console-embedding"),
    path("on-your-site/remove/", embedding.remove, name="console-embedding-remove"),
    path("on-your-site/<slug:slug>/", embedding.form, name="console-embedding-form"),
    path("staff/", include("azukari.console.staff_urls")),
    path("invitation/<uuid:reference>/<str:key>/", joining.show, name="console-invitation"),
    path("account/", include(_SIGN_IN)),
]
