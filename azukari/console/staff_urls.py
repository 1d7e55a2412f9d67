"""Addresses of the staff's pages, below ``/console/staff/``."""

from django.urls import path

from azukari.console import staff, staff_grants, staff_member

urlpatterns = [
    path("", staff.show, name="console-staff"),
    path("invite/", staff.invite_somebody, name="console-staff-invite"),
    path("grants/<uuid:grant_id>/yes/", staff_grants.say_yes, name="console-staff-grant-yes"),
    path("grants/<uuid:grant_id>/no/", staff_grants.say_no, name="console-staff-grant-no"),
    path("<uuid:reference>/", staff_member.show, name="console-staff-member"),
    path("<uuid:reference>/disable/", staff_member.disable_member, name="console-staff-disable"),
    path("<uuid:reference>/renew/", staff_member.renew_member, name="console-staff-renew"),
    path("<uuid:reference>/call-off/", staff_member.call_off_member, name="console-staff-call-off"),
]
