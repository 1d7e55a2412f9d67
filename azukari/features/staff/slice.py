"""Desk of staff accounts: who works here, with which duties; and one's own tokens."""

from django.utils.translation import gettext_lazy as _

from azukari.features.staff.grants import waiting
from azukari.policy.terms import Act
from azukari.shells.staff.menu import Group, MenuEntry
from azukari.slice import Routes, Slice

SLICE = Slice(
    name="staff",
    menu=(MenuEntry("console-staff", _("Staff"), "key", order=85, group=Group.SYSTEM, acts=frozenset({Act.STAFF})),),
    needs=(waiting,),
    routes=Routes(staff="azukari.features.staff.urls"),
)
