"""Desk of imports: a list from elsewhere comes in by a form version, with its ground."""

from django.utils.translation import gettext_lazy as _

from azukari.policy.terms import Act
from azukari.shells.staff.menu import Group, MenuEntry
from azukari.slice import Routes, Slice

SLICE = Slice(
    name="imports",
    menu=(
        MenuEntry(
            "console-import", _("Import a list"), "upload", order=30, group=Group.SYSTEM, acts=frozenset({Act.IMPORT})
        ),
    ),
    routes=Routes(staff="azukari.features.imports.urls"),
)
