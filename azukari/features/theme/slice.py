"""Desk of the theme: colour, logo and own words of the public pages, and the sites that may show the forms."""

from django.utils.translation import gettext_lazy as _

from azukari.policy.terms import Act
from azukari.shells.staff.menu import Group, MenuEntry
from azukari.slice import Routes, Slice

_ACTS = frozenset({Act.APPEARANCE})

SLICE = Slice(
    name="theme",
    menu=(
        MenuEntry("console-theme", _("Look"), "eye", order=86, group=Group.SYSTEM, acts=_ACTS),
        MenuEntry("console-embedding", _("On your site"), "globe", order=87, group=Group.SYSTEM, acts=_ACTS),
    ),
    routes=Routes(staff="azukari.features.theme.urls"),
)
