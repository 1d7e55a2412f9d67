"""Addresses of the staff's pages, below ``/console/staff/``."""

from django.urls import path

from azukari.features.staff import grants, member, page, tokens

urlpatterns = [
    path("account/tokens/", tokens.show, name="console-tokens"),
    path("account/tokens/make/", tokens.make_one, name="console-tokens-make"),
    path("account/tokens/<uuid:id>/revoke/", tokens.revoke_one, name="console-tokens-revoke"),
    path("staff/", page.show, name="console-staff"),
    path("staff/invite/", page.invite_somebody, name="console-staff-invite"),
    path("staff/grants/<uuid:grant_id>/yes/", grants.say_yes, name="console-staff-grant-yes"),
    path("staff/grants/<uuid:grant_id>/no/", grants.say_no, name="console-staff-grant-no"),
    path("staff/<uuid:reference>/", member.show, name="console-staff-member"),
    path("staff/<uuid:reference>/disable/", member.disable_member, name="console-staff-disable"),
    path("staff/<uuid:reference>/renew/", member.renew_member, name="console-staff-renew"),
    path("staff/<uuid:reference>/call-off/", member.call_off_member, name="console-staff-call-off"),
]
