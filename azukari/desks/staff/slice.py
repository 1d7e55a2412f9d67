"""Desk of staff accounts: who works here, with which duties; and one's own tokens."""

from django.utils.translation import gettext_lazy as _

from azukari.desk.menu import Group, MenuEntry
from azukari.desks.staff.grants import waiting
from azukari.policy.terms import Act
from azukari.slice import Slice

SLICE = Slice(
    name="desks.staff",
    menu=(MenuEntry("console-staff", _("Staff"), "key", order=85, group=Group.SYSTEM, acts=frozenset({Act.STAFF})),),
    needs=(waiting,),
    desk_urls="azukari.desks.staff.urls",
)
